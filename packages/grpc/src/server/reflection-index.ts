import type { DescExtension, DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import { toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** The files behind some services, to be looked up as the reflection protocol does. */
export type ReflectionIndex = {
  readonly serviceNames: readonly string[];
  byFilename(name: string): DescFile | undefined;
  /** By the full name of a service, method, message, field, enum, enum value or extension. */
  bySymbol(name: string): DescFile | undefined;
  byExtension(typeName: string, number: number): DescFile | undefined;
  /** Undefined for a message that is not known. */
  extensionNumbers(typeName: string): readonly number[] | undefined;
};

/** The file and all that it imports, imports first: what a client needs to use it. */
function withImports(file: DescFile, seen = new Set<DescFile>()): Set<DescFile> {
  for (const dependency of file.dependencies) {
    if (!seen.has(dependency)) {
      withImports(dependency, seen);
    }
  }
  return seen.add(file);
}

/** What answers a request for a file: serialized FileDescriptorProtos, the file itself first. */
export function serializeFile(file: DescFile): Uint8Array[] {
  return [...withImports(file)].reverse().map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
}

function symbolsOf(file: DescFile): string[] {
  return [...nestedTypes(file)].flatMap((type) => {
    switch (type.kind) {
      case "service":
        return [type.typeName, ...type.methods.map((method) => `${type.typeName}.${method.name}`)];
      case "message":
        return [type.typeName, ...type.fields.map((field) => `${type.typeName}.${field.name}`)];
      case "enum": {
        // The values of an enum stand beside it, as in C++.
        const scope = type.typeName.slice(0, type.typeName.lastIndexOf(".") + 1);
        return [type.typeName, ...type.values.map((value) => `${scope}${value.name}`)];
      }
      default:
        return [type.typeName];
    }
  });
}

/** Indexes the files of the services and all that they import. */
export function indexFiles(services: readonly DescService[]): ReflectionIndex {
  const files = new Set(services.flatMap((service) => [...withImports(service.file)]));
  const byFilename = new Map<string, DescFile>();
  const bySymbol = new Map<string, DescFile>();
  const extensions = new Map<string, Map<number, DescExtension>>();
  const messages = new Set<string>();
  for (const file of files) {
    byFilename.set(file.proto.name, file);
    for (const symbol of symbolsOf(file)) {
      bySymbol.set(symbol, file);
    }
    for (const type of nestedTypes(file)) {
      if (type.kind === "message") {
        messages.add(type.typeName);
      } else if (type.kind === "extension") {
        addExtension(extensions, type.extendee, type);
      }
    }
  }
  return {
    serviceNames: services.map((service) => service.typeName),
    byFilename: (name) => byFilename.get(name),
    bySymbol: (name) => bySymbol.get(name),
    byExtension: (typeName, number) => extensions.get(typeName)?.get(number)?.file,
    extensionNumbers: (typeName) =>
      messages.has(typeName) ? [...(extensions.get(typeName)?.keys() ?? [])].sort((a, b) => a - b) : undefined,
  };
}

function addExtension(
  extensions: Map<string, Map<number, DescExtension>>,
  extendee: DescMessage,
  extension: DescExtension,
): void {
  const numbers = extensions.get(extendee.typeName) ?? new Map<number, DescExtension>();
  extensions.set(extendee.typeName, numbers.set(extension.number, extension));
}
