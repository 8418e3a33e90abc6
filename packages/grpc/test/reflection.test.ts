import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import { ServerReflection as V1 } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as V1Alpha } from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { connect } from "../src/index.ts";
import { serveEcho, stream } from "./echo.ts";

describe.each([
  ["v1", V1],
  // The two differ in nothing but their package, so one client type stands for both.
  ["v1alpha", V1Alpha as unknown as typeof V1],
])("reflection %s", (_version, Reflection) => {
  type Question =
    Parameters<ReturnType<typeof connect<typeof V1>>["serverReflectionInfo"]>[0] extends AsyncIterable<infer T>
      ? T
      : never;

  async function ask(question: Question) {
    await using echo = await serveEcho();
    using client = connect(Reflection, { address: echo.server.address });
    for await (const response of client.serverReflectionInfo(stream(question))) {
      return response;
    }
    throw new Error("no answer");
  }

  function namesIn(response: Awaited<ReturnType<typeof ask>>): string[] {
    const { messageResponse } = response;
    return messageResponse.case === "fileDescriptorResponse"
      ? messageResponse.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name)
      : [];
  }

  it("lists the services", async () => {
    const { messageResponse } = await ask({ messageRequest: { case: "listServices", value: "*" } });
    expect(messageResponse).toMatchObject({
      case: "listServicesResponse",
      value: {
        service: [
          { name: "hexmart.grpc.testing.v1.EchoService" },
          { name: "grpc.health.v1.Health" },
          { name: "grpc.reflection.v1.ServerReflection" },
          { name: "grpc.reflection.v1alpha.ServerReflection" },
        ],
      },
    });
  });

  it("gives the file of a symbol with all that it imports", async () => {
    const value = "hexmart.grpc.testing.v1.EchoService";
    const names = namesIn(await ask({ messageRequest: { case: "fileContainingSymbol", value } }));
    expect(names).toEqual(
      expect.arrayContaining(["hexmart/grpc/testing/v1/testing.proto", "buf/validate/validate.proto"]),
    );
  });

  it("gives a file by its name, or by an extension in it", async () => {
    const value = "hexmart/grpc/testing/v1/testing.proto";
    expect(namesIn(await ask({ messageRequest: { case: "fileByFilename", value } }))).toContain(value);
    const extension = { containingType: "google.protobuf.MethodOptions", extensionNumber: 50911 };
    const byExtension = await ask({ messageRequest: { case: "fileContainingExtension", value: extension } });
    expect(namesIn(byExtension)).toContain(value);
  });

  it("lists the extensions of a message", async () => {
    const value = "google.protobuf.MethodOptions";
    expect(await ask({ messageRequest: { case: "allExtensionNumbersOfType", value } })).toMatchObject({
      messageResponse: {
        case: "allExtensionNumbersResponse",
        value: { baseTypeName: value, extensionNumber: [50911] },
      },
    });
  });

  it.each([
    ["a symbol", { case: "fileContainingSymbol", value: "no.Such" }],
    ["a file", { case: "fileByFilename", value: "no/such.proto" }],
    ["an extension", { case: "fileContainingExtension", value: { containingType: "no.Such", extensionNumber: 1 } }],
    ["the extensions of a message", { case: "allExtensionNumbersOfType", value: "no.Such" }],
  ] as const)("answers NOT_FOUND within the stream to %s that it does not know", async (_name, messageRequest) => {
    const response = await ask({ host: "me", messageRequest });
    expect(response).toMatchObject({
      validHost: "me",
      originalRequest: { messageRequest },
      messageResponse: { case: "errorResponse", value: { errorCode: 5 } },
    });
  });
});
