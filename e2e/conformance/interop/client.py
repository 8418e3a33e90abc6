"""Tries interop cases on a server, by grpcio. Prints a JSON object: for each case "passed", or what was wrong.

    client.py FILE_DESCRIPTOR_SET HOST:PORT CASE...
"""

import json
import threading

import grpc

from contract import ECHO_INITIAL, ECHO_TRAILING, INTEROP, UNIMPLEMENTED, arguments

DEADLINE_SECONDS = 10
PING_PONG = ((27182, 31415), (8, 9), (1828, 2653), (45904, 58979))
STATUS = {"code": 2, "message": "test status message"}
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {shorten(expected)}, got {shorten(actual)}")


def shorten(value):
    text = repr(value)
    return text if len(text) < 200 else f"{text[:200]}... ({len(value)} long)"


def expect_failure(attempt, code, message=None):
    try:
        attempt()
    except grpc.RpcError as error:
        expect(error.code(), code)
        if message is not None:
            expect(error.details(), message)
    else:
        raise AssertionError(f"expected {code}, got OK")


def then_wait(*messages):
    """Sends these messages, and then leaves the server waiting for more. Ends with the process."""
    yield from messages
    threading.Event().wait()


class Cases:
    """The cases by their names. Each raises when the server is at fault."""

    def __init__(self, contract, channel):
        self._message = contract.message
        self._any = contract.multicallable(channel, UNIMPLEMENTED, "AnyCall")
        for attribute, method in {
            "_empty": "EmptyCall",
            "_unary": "UnaryCall",
            "_input": "StreamingInputCall",
            "_output": "StreamingOutputCall",
            "_duplex": "FullDuplexCall",
            "_unimplemented": "UnimplementedCall",
        }.items():
            setattr(self, attribute, contract.multicallable(channel, INTEROP, method))

    def _large_request(self, **fields):
        return self._message("UnaryCallRequest", payload=bytes(271828), response_size=314159, **fields)

    def _ping(self, request_size, *response_sizes, **fields):
        return self._message(
            "FullDuplexCallRequest", payload=bytes(request_size), response_sizes=response_sizes, **fields
        )

    def _status(self, **fields):
        return self._message("ResponseStatus", **fields)

    def empty_unary(self):
        self._empty(self._message("EmptyCallRequest"), timeout=DEADLINE_SECONDS)

    def large_unary(self):
        response = self._unary(self._large_request(), timeout=DEADLINE_SECONDS)
        expect(response.payload, bytes(314159))

    def client_compressed_unary(self):
        compressed = self._large_request(expect_compressed=True)
        response = self._unary(compressed, timeout=DEADLINE_SECONDS, compression=grpc.Compression.Gzip)
        expect(response.payload, bytes(314159))
        response = self._unary(self._large_request(), timeout=DEADLINE_SECONDS)
        expect(response.payload, bytes(314159))

    def server_compressed_unary(self):
        compressed = self._large_request(response_compressed=True)
        response = self._unary(compressed, timeout=DEADLINE_SECONDS, compression=grpc.Compression.Gzip)
        expect(response.payload, bytes(314159))
        response = self._unary(self._large_request(), timeout=DEADLINE_SECONDS)
        expect(response.payload, bytes(314159))

    def client_streaming(self):
        requests = [
            self._message("StreamingInputCallRequest", payload=bytes(size)) for size in (27182, 8, 1828, 45904)
        ]
        expect(self._input(iter(requests), timeout=DEADLINE_SECONDS).aggregated_payload_size, 74922)

    def client_compressed_streaming(self):
        requests = [
            self._message("StreamingInputCallRequest", payload=bytes(size), expect_compressed=True)
            for size in (27182, 45904)
        ]
        response = self._input(iter(requests), timeout=DEADLINE_SECONDS, compression=grpc.Compression.Gzip)
        expect(response.aggregated_payload_size, 73086)

    def server_streaming(self):
        sizes = [31415, 9, 2653, 58979]
        request = self._message("StreamingOutputCallRequest", response_sizes=sizes)
        payloads = [response.payload for response in self._output(request, timeout=DEADLINE_SECONDS)]
        expect(payloads, [bytes(size) for size in sizes])

    def server_compressed_streaming(self):
        sizes = [31415, 92653]
        request = self._message("StreamingOutputCallRequest", response_sizes=sizes, response_compressed=True)
        responses = self._output(request, timeout=DEADLINE_SECONDS, compression=grpc.Compression.Gzip)
        expect([response.payload for response in responses], [bytes(size) for size in sizes])

    def ping_pong(self):
        may_send = threading.Semaphore(1)

        def requests():
            for request_size, response_size in PING_PONG:
                may_send.acquire()
                yield self._ping(request_size, response_size)
            may_send.acquire()

        payloads = []
        for response in self._duplex(requests(), timeout=DEADLINE_SECONDS):
            payloads.append(response.payload)
            may_send.release()
        expect(payloads, [bytes(response_size) for _, response_size in PING_PONG])

    def empty_stream(self):
        expect(list(self._duplex(iter(()), timeout=DEADLINE_SECONDS)), [])

    def custom_metadata(self):
        metadata = ((ECHO_INITIAL, "test_initial_metadata_value"), (ECHO_TRAILING, b"\xab\xab\xab"))

        def expect_echo(call):
            expect(dict(call.initial_metadata()).get(ECHO_INITIAL), "test_initial_metadata_value")
            expect(dict(call.trailing_metadata()).get(ECHO_TRAILING), b"\xab\xab\xab")

        _, unary = self._unary.with_call(self._large_request(), timeout=DEADLINE_SECONDS, metadata=metadata)
        expect_echo(unary)
        request = self._ping(271828, 314159)
        duplex = self._duplex(iter([request]), timeout=DEADLINE_SECONDS, metadata=metadata)
        expect([response.payload for response in duplex], [bytes(314159)])
        expect_echo(duplex)

    def status_code_and_message(self):
        status = self._status(**STATUS)
        unary = self._message("UnaryCallRequest", response_status=status)
        duplex = self._ping(0, response_status=status)
        code, message = grpc.StatusCode.UNKNOWN, STATUS["message"]
        expect_failure(lambda: self._unary(unary, timeout=DEADLINE_SECONDS), code, message)
        expect_failure(lambda: list(self._duplex(iter([duplex]), timeout=DEADLINE_SECONDS)), code, message)

    def special_status_message(self):
        request = self._message("UnaryCallRequest", response_status=self._status(code=2, message=SPECIAL))
        expect_failure(lambda: self._unary(request, timeout=DEADLINE_SECONDS), grpc.StatusCode.UNKNOWN, SPECIAL)

    def unimplemented_method(self):
        request = self._message("UnimplementedCallRequest")
        expect_failure(
            lambda: self._unimplemented(request, timeout=DEADLINE_SECONDS), grpc.StatusCode.UNIMPLEMENTED
        )

    def unimplemented_service(self):
        request = self._message("AnyCallRequest")
        expect_failure(lambda: self._any(request, timeout=DEADLINE_SECONDS), grpc.StatusCode.UNIMPLEMENTED)

    def cancel_after_begin(self):
        call = self._input.future(then_wait(), timeout=DEADLINE_SECONDS)
        call.cancel()
        expect(call.code(), grpc.StatusCode.CANCELLED)

    def cancel_after_first_response(self):
        call = self._duplex(then_wait(self._ping(27182, 31415)), timeout=DEADLINE_SECONDS)
        expect(next(call).payload, bytes(31415))
        call.cancel()
        expect_failure(lambda: next(call), grpc.StatusCode.CANCELLED)

    def timeout_on_sleeping_server(self):
        # After 1 ms, as described, few calls have reached the server; after 200 ms it is asleep.
        for timeout in (0.001, 0.2):
            call = self._duplex(then_wait(self._ping(27182, 31415, delay_ms=60000)), timeout=timeout)
            expect_failure(lambda: list(call), grpc.StatusCode.DEADLINE_EXCEEDED)


def outcome(cases, name):
    try:
        getattr(cases, name)()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "passed"


def main():
    contract, (address, *names) = arguments()
    with grpc.insecure_channel(address) as channel:
        cases = Cases(contract, channel)
        print(json.dumps({name: outcome(cases, name) for name in names}), flush=True)


if __name__ == "__main__":
    main()
