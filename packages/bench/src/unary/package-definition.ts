import { create, toBinary } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_timestamp,
} from "@bufbuild/protobuf/wkt";
import { loadFileDescriptorSetFromBuffer, type PackageDefinition } from "@grpc/proto-loader";
import { file_hexmart_product_v1_product } from "@hexmart/contracts/product/v1/product";
import { file_hexmart_type_v1_money } from "@hexmart/contracts/type/v1/money";

/** The contract as proto-loader knows it, from the descriptors that were generated: it needs no .proto files. */
export function packageDefinition(): PackageDefinition {
  const files = [file_google_protobuf_timestamp, file_hexmart_type_v1_money, file_hexmart_product_v1_product];
  const known = new Set(files.map(({ proto }) => proto.name));
  const set = create(FileDescriptorSetSchema, { file: files.map(({ proto }) => withoutOptions(proto, known)) });
  return loadFileDescriptorSetFromBuffer(Buffer.from(toBinary(FileDescriptorSetSchema, set)));
}

/** Proto-loader cannot read our options (rules, policies), and does nothing with them. */
function withoutOptions(proto: FileDescriptorProto, known: ReadonlySet<string>): FileDescriptorProto {
  const { name, syntax, enumType } = proto;
  return create(FileDescriptorProtoSchema, {
    name,
    syntax,
    package: proto.package,
    enumType,
    dependency: proto.dependency.filter((dependency) => known.has(dependency)),
    messageType: proto.messageType.map((message) => ({
      ...message,
      options: undefined,
      field: message.field.map((field) => ({ ...field, options: undefined })),
    })),
    service: proto.service.map((service) => ({
      ...service,
      options: undefined,
      method: service.method.map((method) => ({ ...method, options: undefined })),
    })),
  });
}
