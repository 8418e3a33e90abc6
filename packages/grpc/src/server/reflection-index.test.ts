import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import { EchoService } from "../../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { indexFiles, serializeFile } from "./reflection-index.ts";

const index = indexFiles([EchoService]);
const file = "hexmart/grpc/testing/v1/testing.proto";

describe("indexFiles()", () => {
  it.each([
    "hexmart.grpc.testing.v1.EchoService",
    "hexmart.grpc.testing.v1.EchoService.CountDown",
    "hexmart.grpc.testing.v1.Person",
    "hexmart.grpc.testing.v1.Person.nicknames",
    "hexmart.grpc.testing.v1.rule",
  ])("finds the file of %s", (symbol) => {
    expect(index.bySymbol(symbol)?.proto.name).toBe(file);
  });

  it("finds imported files, and the values of an enum beside it", () => {
    expect(index.byFilename("buf/validate/validate.proto")?.proto.package).toBe("buf.validate");
    expect(index.bySymbol("buf.validate.IGNORE_ALWAYS")?.proto.package).toBe("buf.validate");
  });

  it("finds extensions by what they extend", () => {
    expect(index.byExtension("google.protobuf.MethodOptions", 50911)?.proto.name).toBe(file);
    expect(index.extensionNumbers("google.protobuf.MethodOptions")).toEqual([50911]);
    expect(index.extensionNumbers("hexmart.grpc.testing.v1.Person")).toEqual([]);
    expect(index.extensionNumbers("no.Such")).toBeUndefined();
  });

  it("finds nothing that is not there", () => {
    expect(index.bySymbol("hexmart.grpc.testing.v1.Nobody")).toBeUndefined();
    expect(index.byFilename("no/such.proto")).toBeUndefined();
  });
});

describe("serializeFile()", () => {
  it("gives the file and all that it imports, each once", () => {
    const names = serializeFile(EchoService.file).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
    expect(names[0]).toBe(file);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["buf/validate/validate.proto", "google/protobuf/descriptor.proto"]));
  });
});
