import type { DescMessage } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { anyIs, anyPack, anyUnpack } from "@bufbuild/protobuf/wkt";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";
import type { DetailName, ErrorDetails, ErrorDetailsInit, RpcError } from "./rpc-error.ts";
import { detailNames, detailSchemas } from "./rpc-error.ts";
import { toStatusNumber } from "./status-code.ts";

/** The trailer in which gRPC carries a google.rpc.Status. */
export const detailsTrailer = "grpc-status-details-bin";

/** Peers cap the size of a header block, some at 8 KiB; an error beyond it would arrive as a broken stream. */
const maxDetailsBytes = 6 * 1024;

function packDetail(name: DetailName, details: ErrorDetails): Any[] {
  const schema: DescMessage = detailSchemas[name];
  const detail = details[name];
  return detail === undefined ? [] : [anyPack(schema, detail)];
}

/** The error's details as the base64 of a google.rpc.Status; undefined when it has none, or too much of them. */
export function encodeDetails(error: RpcError): string | undefined {
  const details = [...detailNames.flatMap((name) => packDetail(name, error.details)), ...(error.details.others ?? [])];
  if (details.length === 0) {
    return undefined;
  }
  const status = create(StatusSchema, { code: toStatusNumber(error.code), message: error.message, details });
  let bytes = toBinary(StatusSchema, status);
  while (bytes.byteLength > maxDetailsBytes && status.details.length > 0) {
    // The order puts what a program needs (reason, violations) before what a human reads.
    status.details.pop();
    bytes = toBinary(StatusSchema, status);
  }
  return status.details.length === 0 ? undefined : Buffer.from(bytes).toString("base64");
}

/** The details in a trailer. One that cannot be read is left out: the code and message still count. */
export function decodeDetails(base64: string): ErrorDetailsInit {
  const details: { -readonly [N in keyof ErrorDetailsInit]: ErrorDetailsInit[N] } = {};
  const others: Any[] = [];
  try {
    for (const any of fromBinary(StatusSchema, Buffer.from(base64, "base64")).details) {
      if (!takeStandardDetail(any, details)) {
        others.push(any);
      }
    }
  } catch {
    return {};
  }
  return others.length === 0 ? details : { ...details, others };
}

function takeStandardDetail(any: Any, details: ErrorDetailsInit): boolean {
  const name = detailNames.find((name) => anyIs(any, detailSchemas[name]));
  if (name === undefined || details[name] !== undefined) {
    return false;
  }
  try {
    const detail = anyUnpack(any, detailSchemas[name]);
    Object.assign(details, { [name]: detail });
    return detail !== undefined;
  } catch {
    return false;
  }
}
