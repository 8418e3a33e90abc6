import type { DescService, MessageInitShape } from "@bufbuild/protobuf";
import { create, createFileRegistry, setExtension } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { file_google_api_annotations, http } from "../gen/google/api/annotations_pb.ts";
import { type HttpRuleSchema, HttpRuleSchema as Rule } from "../gen/google/api/http_pb.ts";
import { file_hexmart_transcode_testing_v1_testing } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";

/** A service whose methods have these annotations; each takes an UpdateSampleRequest and answers a GetSampleResponse. */
export function serviceWith(...rules: MessageInitShape<typeof HttpRuleSchema>[]): DescService {
  const testing = file_hexmart_transcode_testing_v1_testing;
  const name = "hexmart.transcode.testing.made.v1";
  const proto = create(FileDescriptorProtoSchema, {
    name: "hexmart/transcode/testing/made/v1/made.proto",
    package: name,
    syntax: "proto3",
    dependency: [`${testing.name}.proto`, `${file_google_api_annotations.name}.proto`],
    service: [
      {
        name: "MadeService",
        method: rules.map((rule, index) => {
          const options = create(MethodOptionsSchema);
          setExtension(options, http, create(Rule, rule));
          return {
            name: `Method${index}`,
            inputType: ".hexmart.transcode.testing.v1.UpdateSampleRequest",
            outputType: ".hexmart.transcode.testing.v1.GetSampleResponse",
            options,
          };
        }),
      },
    ],
  });
  const known = [testing, ...testing.dependencies].flatMap((file) => [file, ...file.dependencies]);
  const registry = createFileRegistry(proto, (file) => known.find((one) => `${one.name}.proto` === file)?.proto);
  const service = registry.getService(`${name}.MadeService`);
  if (service === undefined) throw new Error("The service was not made");
  return service;
}
