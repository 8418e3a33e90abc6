/**
 * Prints the protovalidate options as a .proto file that buf can compile ours against.
 *
 * protovalidate reaches npm as generated code only. Its descriptor is in there, so the file is printed from it instead
 * of being copied into the repository. It is compile-only: options, comments and defaults are left out, since the
 * generated code imports the npm copy.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DescEnum, DescExtension, DescField, DescFile, DescMessage } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";

function typeOf(field: DescField | DescExtension): string {
  switch (field.fieldKind) {
    case "scalar":
      return ScalarType[field.scalar].toLowerCase();
    case "enum":
      return `.${field.enum.typeName}`;
    case "message":
      return `.${field.message.typeName}`;
    case "list":
      return field.listKind === "scalar"
        ? ScalarType[field.scalar].toLowerCase()
        : `.${(field.listKind === "enum" ? field.enum : field.message).typeName}`;
    case "map": {
      const value =
        field.mapKind === "scalar"
          ? ScalarType[field.scalar].toLowerCase()
          : `.${(field.mapKind === "enum" ? field.enum : field.message).typeName}`;
      return `map<${ScalarType[field.mapKey].toLowerCase()}, ${value}>`;
    }
  }
}

function printField(field: DescField | DescExtension): string {
  const label =
    field.fieldKind === "list"
      ? "repeated "
      : field.oneof !== undefined || field.fieldKind === "map"
        ? ""
        : field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED
          ? "required "
          : "optional ";
  return `${label}${typeOf(field)} ${field.name} = ${field.number};`;
}

function printEnum(desc: DescEnum): string[] {
  return [`enum ${desc.name} {`, ...desc.values.map((value) => `${value.name} = ${value.number};`), "}"];
}

function printMessage(desc: DescMessage): string[] {
  return [
    `message ${desc.name} {`,
    ...desc.proto.extensionRange.map(
      (range) => `extensions ${range.start} to ${(range.end ?? 0) > 536870911 ? "max" : (range.end ?? 0) - 1};`,
    ),
    ...desc.nestedEnums.flatMap(printEnum),
    ...desc.nestedMessages.filter((nested) => !nested.proto.options?.mapEntry).flatMap(printMessage),
    ...desc.fields.filter((field) => field.oneof === undefined).map(printField),
    ...desc.oneofs.flatMap((oneof) => [`oneof ${oneof.name} {`, ...oneof.fields.map(printField), "}"]),
    "}",
  ];
}

/** The descriptor as proto2 source: enough of it to compile against. */
export function printProto(file: DescFile): string {
  return [
    'syntax = "proto2";',
    `package ${file.proto.package};`,
    ...file.dependencies.map((dependency) => `import "${dependency.name}.proto";`),
    ...file.enums.flatMap(printEnum),
    ...file.messages.flatMap(printMessage),
    ...file.extensions.flatMap((extension) => [`extend .${extension.extendee.typeName} {`, printField(extension), "}"]),
    "",
  ].join("\n");
}

if (import.meta.main) {
  const target = join(import.meta.dirname, ".deps", `${file_buf_validate_validate.name}.proto`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, printProto(file_buf_validate_validate));
}
