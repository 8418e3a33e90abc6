import type { ChannelInterface, Metadata } from "@grpc/grpc-js";
import { Channel, status as codes, compressionAlgorithms, credentials } from "@grpc/grpc-js";
import { parseTarget } from "../../address.ts";
import { Inbox } from "../inbox.ts";
import { Outbox } from "../outbox.ts";
import type {
  EngineChannel,
  EngineChannelOptions,
  EngineClientCall,
  EngineClientCallListener,
  WireHeaders,
} from "../port.ts";
import "./deno-goaway.ts";
import { streamWindowBytes } from "./flow-control.ts";
import { worthCompressingBytes } from "./gzip.ts";
import { fromMetadata, toBuffer, toClientMetadata } from "./headers.ts";
import { TlsChannelCredentials } from "./tls.ts";

type CallOfGrpcJs = ReturnType<ChannelInterface["createCall"]>;
type StatusOfGrpcJs = { code: number; details: string; metadata: Metadata };

/** A write flag of gRPC: this message as it is, whatever the call compresses. */
const noCompress = 2;

const channelOptions = {
  // #region balancing
  // A server that restarts is found again within seconds rather than minutes.
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 5_000,
  // No TXT look-up beside each address look-up: the configuration is in the code.
  "grpc.service_config_disable_resolution": 1,
  "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  // New replicas are found this long after a look-up at the soonest, rather than half a minute.
  "grpc.dns_min_time_between_resolutions_ms": 2_000,
  // #endregion balancing
  "grpc.enable_channelz": 0,
  "grpc-node.flow_control_window": streamWindowBytes,
};

/** One call over grpc-js' channel: below its client classes, so without their event emitters, streams and stacks. */
class GrpcJsClientCall implements EngineClientCall {
  readonly #call: CallOfGrpcJs;
  readonly #listener: EngineClientCallListener;
  readonly #live: Set<EngineClientCall>;
  readonly #inbox: Inbox;
  readonly #outbox = new Outbox();
  readonly #unsent: Uint8Array[] = [];
  #sending = false;
  #ending = false;
  #over = false;

  constructor(
    call: CallOfGrpcJs,
    header: WireHeaders,
    listener: EngineClientCallListener,
    live: Set<EngineClientCall>,
    streams: boolean,
  ) {
    this.#call = call;
    this.#listener = listener;
    this.#live = live;
    this.#inbox = new Inbox(() => call.startRead(), streams);
    live.add(this);
    call.start(toClientMetadata(header), this);
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.#listener.header(fromMetadata(metadata));
  }

  onReceiveMessage(message: Buffer): void {
    this.#inbox.put(message);
  }

  onReceiveStatus(status: StatusOfGrpcJs): void {
    this.#over = true;
    this.#live.delete(this);
    this.#outbox.close();
    this.#listener.ended({ code: status.code, message: status.details, trailer: fromMetadata(status.metadata) });
    this.#inbox.close({ drop: false });
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#inbox.take();
  }

  write(message: Uint8Array): Promise<void> | undefined {
    if (this.#over) {
      return undefined;
    }
    const wait = this.#outbox.sent(message.byteLength);
    this.#unsent.push(message);
    this.#sendNext();
    return wait;
  }

  end(): void {
    this.#ending = true;
    this.#sendNext();
  }

  cancel(): void {
    if (!this.#over) {
      const cancel = () => this.#call.cancelWithStatus(codes.CANCELLED, "Cancelled by the caller");
      cancel();
      // While grpc-js prepares the header it notes a cancellation, and sends the call all the same: once more after that.
      setImmediate(cancel);
    }
  }

  /** One message at a time: while it connects grpc-js keeps a single message, and a second one would replace it. */
  #sendNext(): void {
    if (this.#sending || this.#over) {
      return;
    }
    const message = this.#unsent.shift();
    if (message !== undefined) {
      this.#sending = true;
      const size = message.byteLength;
      const flags = size < worthCompressingBytes ? noCompress : 0;
      this.#call.sendMessageWithContext({ callback: () => this.#taken(size), flags }, toBuffer(message));
    } else if (this.#ending) {
      this.#ending = false;
      this.#call.halfClose();
    }
  }

  #taken(size: number): void {
    this.#sending = false;
    this.#outbox.taken(size);
    this.#sendNext();
  }
}

/** Dials by grpc-js. */
export function dialByGrpcJs(options: EngineChannelOptions): EngineChannel {
  const host = parseTarget(options.address)?.[0]?.host ?? options.address;
  const security = options.tls ? new TlsChannelCredentials(options.tls, host) : credentials.createInsecure();
  const channel = new Channel(options.address, security, {
    ...channelOptions,
    "grpc.keepalive_time_ms": options.keepaliveMs,
    "grpc.keepalive_timeout_ms": Math.min(options.keepaliveMs, 20_000),
    "grpc.max_receive_message_length": options.maxMessageBytes,
    ...(options.compression === "gzip" ? { "grpc.default_compression_algorithm": compressionAlgorithms.gzip } : {}),
  });
  // grpc-js lets calls under way go on when their channel is closed, with nobody left to end them.
  const live = new Set<EngineClientCall>();
  return {
    call(method, header, deadline, listener) {
      const streams = method.kind === "server_streaming" || method.kind === "bidi_streaming";
      return new GrpcJsClientCall(
        channel.createCall(method.path, deadline, null, null, null),
        header,
        listener,
        live,
        streams,
      );
    },
    close() {
      for (const call of [...live]) {
        call.cancel();
      }
      channel.close();
    },
  };
}
