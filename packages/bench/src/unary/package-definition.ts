import { create, type DescFile, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { loadFileDescriptorSetFromBuffer, type PackageDefinition } from "@grpc/proto-loader";
import { file_hexmart_product_v1_product } from "@hexmart/contracts/product/v1/product";

/** What only options are made of. Proto-loader cannot read ours (rules, policies), and would do nothing with them. */
const ofOptions = /^(buf\/validate|hexmart\/auth|google\/protobuf\/descriptor)/;

/** The contract as proto-loader knows it, from the descriptors that were generated: it needs no .proto files. */
export function packageDefinition(): PackageDefinition {
  const file = [...withDependencies(file_hexmart_product_v1_product)].map(({ proto }) => withoutOptions(proto));
  const set = create(FileDescriptorSetSchema, { file });
  return loadFileDescriptorSetFromBuffer(Buffer.from(toBinary(FileDescriptorSetSchema, set)));
}

/** A file after those that it imports, however far away. */
function withDependencies(file: DescFile): Set<DescFile> {
  const imported = file.dependencies.filter(({ proto }) => !ofOptions.test(proto.name));
  return new Set([...imported.flatMap((one) => [...withDependencies(one)]), file]);
}

function withoutOptions(proto: FileDescriptorProto): FileDescriptorProto {
  const { name, syntax, enumType } = proto;
  return create(FileDescriptorProtoSchema, {
    name,
    syntax,
    package: proto.package,
    enumType,
    dependency: proto.dependency.filter((dependency) => !ofOptions.test(dependency)),
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
