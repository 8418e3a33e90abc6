"""The interop contract for grpcio, from a FileDescriptorSet: no proto file, and no generated code."""

import pathlib
import sys

import grpc
from google.protobuf import descriptor_pb2, message_factory

INTEROP = "hexmart.interop.v1.InteropService"
UNIMPLEMENTED = "hexmart.interop.v1.UnimplementedService"
ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"


class Contract:
    def __init__(self, path):
        files = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(path).read_bytes()).file
        self._messages = message_factory.GetMessages(files)
        self._methods = {
            (f"{file.package}.{service.name}", method.name): method
            for file in files
            for service in file.service
            for method in service.method
        }

    def message(self, name, **fields):
        return self._messages[f"hexmart.interop.v1.{name}"](**fields)

    def multicallable(self, channel, service, name):
        """What grpcio calls the method with: channel.unary_unary(...), channel.unary_stream(...), and so on."""
        request, response, kind = self._describe(service, name)
        return getattr(channel, kind)(
            f"/{service}/{name}",
            request_serializer=request.SerializeToString,
            response_deserializer=response.FromString,
        )

    def handler(self, service, name, behavior):
        """What grpcio serves the method with: grpc.unary_unary_rpc_method_handler(...), and so on."""
        request, response, kind = self._describe(service, name)
        return getattr(grpc, f"{kind}_rpc_method_handler")(
            behavior, request_deserializer=request.FromString, response_serializer=response.SerializeToString
        )

    def _describe(self, service, name):
        method = self._methods[(service, name)]
        sides = (method.client_streaming, method.server_streaming)
        kind = "_".join("stream" if streams else "unary" for streams in sides)
        return self._messages[method.input_type[1:]], self._messages[method.output_type[1:]], kind


def arguments():
    """The contract that the first argument names, and the other arguments."""
    return Contract(sys.argv[1]), sys.argv[2:]
