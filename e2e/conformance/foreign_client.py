"""Calls a hexmart gRPC server as a stranger would: with another implementation (grpcio, C++), knowing no .proto file.

Everything it knows of the services it learns by reflection. Prints one JSON object:

    foreign_client.py HOST:PORT ACCESS_TOKEN PRODUCT_ID
"""

import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

DEADLINE_SECONDS = 10
FIELD = descriptor_pb2.FieldDescriptorProto


def declare(pool, package, messages):
    """Declares messages of {name: [(field, number, type, repeated, type_name)]}: just enough to begin with."""
    file = descriptor_pb2.FileDescriptorProto(name=package.replace(".", "/") + ".proto", package=package, syntax="proto3")
    for name, fields in messages.items():
        message = file.message_type.add(name=name)
        for field, number, kind, repeated, type_name in fields:
            message.field.add(
                name=field,
                number=number,
                type=kind,
                label=FIELD.LABEL_REPEATED if repeated else FIELD.LABEL_OPTIONAL,
                type_name=type_name,
            )
    pool.Add(file)


def message_class(pool, name):
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(name))


BOOTSTRAP = descriptor_pool.DescriptorPool()
declare(
    BOOTSTRAP,
    "grpc.reflection.v1",
    {
        "ServerReflectionRequest": [
            ("file_containing_symbol", 4, FIELD.TYPE_STRING, False, None),
            ("list_services", 7, FIELD.TYPE_STRING, False, None),
        ],
        "ServiceResponse": [("name", 1, FIELD.TYPE_STRING, False, None)],
        "ListServiceResponse": [("service", 1, FIELD.TYPE_MESSAGE, True, ".grpc.reflection.v1.ServiceResponse")],
        "FileDescriptorResponse": [("file_descriptor_proto", 1, FIELD.TYPE_BYTES, True, None)],
        "ServerReflectionResponse": [
            ("file_descriptor_response", 4, FIELD.TYPE_MESSAGE, False, ".grpc.reflection.v1.FileDescriptorResponse"),
            ("list_services_response", 6, FIELD.TYPE_MESSAGE, False, ".grpc.reflection.v1.ListServiceResponse"),
        ],
    },
)


def reflect(channel, **asked):
    request = message_class(BOOTSTRAP, "grpc.reflection.v1.ServerReflectionRequest")
    response = message_class(BOOTSTRAP, "grpc.reflection.v1.ServerReflectionResponse")
    call = channel.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        request_serializer=request.SerializeToString,
        response_deserializer=response.FromString,
    )
    return next(iter(call(iter([request(**asked)]), timeout=DEADLINE_SECONDS)))


def learn(channel, symbol):
    """A pool with everything that a symbol is made of. The server may send the files in any order."""
    response = reflect(channel, file_containing_symbol=symbol)
    files = [
        descriptor_pb2.FileDescriptorProto.FromString(data)
        for data in response.file_descriptor_response.file_descriptor_proto
    ]
    by_name = {file.name: file for file in files}
    pool = descriptor_pool.DescriptorPool()

    def add(name):
        file = by_name.pop(name, None)
        if file is not None:
            for dependency in file.dependency:
                add(dependency)
            pool.Add(file)

    for file in files:
        add(file.name)
    return pool


def call(channel, pool, service, method, request, metadata=()):
    descriptor = pool.FindServiceByName(service).FindMethodByName(method)
    request_class = message_class(pool, descriptor.input_type.full_name)
    response_class = message_class(pool, descriptor.output_type.full_name)
    stub = channel.unary_unary(
        f"/{service}/{method}",
        request_serializer=request_class.SerializeToString,
        response_deserializer=response_class.FromString,
    )
    response = stub(json_format.ParseDict(request, request_class()), timeout=DEADLINE_SECONDS, metadata=metadata)
    return json_format.MessageToDict(response)


def refusal(attempt):
    """The status of a call that must fail."""
    try:
        attempt()
    except grpc.RpcError as error:
        return {"code": error.code().name, "message": error.details()}
    return {"code": "OK", "message": ""}


def main(address, token, product_id):
    with grpc.insecure_channel(address) as channel:
        services = [service.name for service in reflect(channel, list_services="*").list_services_response.service]
        health = call(channel, learn(channel, "grpc.health.v1.Health"), "grpc.health.v1.Health", "Check", {})
        pool = learn(channel, "hexmart.product.v1.ProductService")

        def get_product(request, metadata):
            return call(channel, pool, "hexmart.product.v1.ProductService", "GetProduct", request, metadata)

        bearer = (("authorization", f"Bearer {token}"),)
        return {
            "services": sorted(services),
            "health": health,
            "product": get_product({"id": product_id}, bearer).get("product"),
            "without_token": refusal(lambda: get_product({"id": product_id}, ())),
            "with_bad_token": refusal(lambda: get_product({"id": product_id}, (("authorization", "Bearer nonsense"),))),
            "unknown_product": refusal(lambda: get_product({"id": "01900000-0000-7000-8000-00000000dead"}, bearer)),
            "invalid_id": refusal(lambda: get_product({"id": "not-a-uuid"}, bearer)),
        }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
