"""Serves the interop cases by grpcio. Prints its address, and stops when its standard input ends.

    server.py FILE_DESCRIPTOR_SET
"""

import sys
import threading
from concurrent import futures

import grpc

from contract import ECHO_INITIAL, ECHO_TRAILING, INTEROP, arguments

CODES = {code.value[0]: code for code in grpc.StatusCode}


def handlers(contract):
    def echo_headers(context):
        received = dict(context.invocation_metadata())
        if ECHO_INITIAL in received:
            context.send_initial_metadata(((ECHO_INITIAL, received[ECHO_INITIAL]),))
        if ECHO_TRAILING in received:
            context.set_trailing_metadata(((ECHO_TRAILING, received[ECHO_TRAILING]),))

    def abort_with_status(request, context):
        if request.HasField("response_status"):
            context.abort(CODES[request.response_status.code], request.response_status.message)

    def compress(request, context):
        if request.response_compressed:
            context.set_compression(grpc.Compression.Gzip)

    def sleep(context, milliseconds):
        over = threading.Event()
        if context.add_callback(over.set):
            over.wait(milliseconds / 1000)

    def empty_call(request, context):
        return contract.message("EmptyCallResponse")

    def unary_call(request, context):
        compress(request, context)
        echo_headers(context)
        abort_with_status(request, context)
        return contract.message("UnaryCallResponse", payload=bytes(request.response_size))

    def streaming_input_call(requests, context):
        size = sum(len(request.payload) for request in requests)
        return contract.message("StreamingInputCallResponse", aggregated_payload_size=size)

    def streaming_output_call(request, context):
        compress(request, context)
        for size in request.response_sizes:
            yield contract.message("StreamingOutputCallResponse", payload=bytes(size))

    def full_duplex_call(requests, context):
        echo_headers(context)
        for request in requests:
            sleep(context, request.delay_ms)
            for size in request.response_sizes:
                yield contract.message("FullDuplexCallResponse", payload=bytes(size))
            abort_with_status(request, context)

    return {
        "EmptyCall": empty_call,
        "UnaryCall": unary_call,
        "StreamingInputCall": streaming_input_call,
        "StreamingOutputCall": streaming_output_call,
        "FullDuplexCall": full_duplex_call,
    }


def main():
    contract, _ = arguments()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    methods = {name: contract.handler(INTEROP, name, behavior) for name, behavior in handlers(contract).items()}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(INTEROP, methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"127.0.0.1:{port}", flush=True)
    sys.stdin.read()
    server.stop(grace=None).wait()


if __name__ == "__main__":
    main()
