import {
  at,
  commentsOf,
  type EnumDescriptor,
  type FieldDescriptor,
  type FileDescriptor,
  type FileSet,
  type MessageDescriptor,
  type MethodDescriptor,
  type Options,
} from "./descriptor.ts";
import { inWords } from "./rules.ts";

/** A proto file, in the words of the reference: names are full ones, comments are Markdown. */
export type Contract = {
  readonly file: string;
  readonly package: string;
  readonly services: readonly Service[];
  readonly messages: readonly MessageType[];
  readonly enums: readonly EnumType[];
};
export type Service = { readonly name: string; readonly comment: string; readonly rpcs: readonly Rpc[] };
export type Rpc = {
  readonly name: string;
  readonly comment: string;
  readonly request: string;
  readonly response: string;
  readonly clientStreams: boolean;
  readonly serverStreams: boolean;
  readonly options: Options;
};
export type MessageType = {
  readonly name: string;
  readonly comment: string;
  readonly rule: string;
  readonly fields: readonly Field[];
  readonly oneofs: readonly Oneof[];
};
export type Field = {
  readonly name: string;
  /** "repeated", "optional" or nothing. */
  readonly label: string;
  readonly type: string;
  readonly rule: string;
  readonly comment: string;
};
export type Oneof = {
  readonly name: string;
  readonly comment: string;
  readonly rule: string;
  readonly fields: string[];
};
export type EnumType = {
  readonly name: string;
  readonly comment: string;
  readonly values: readonly { readonly name: string; readonly number: number; readonly comment: string }[];
};

/** The contracts of a set of descriptors that buf printed as JSON; files that they only import are left out. */
export function readContracts({ file: files }: FileSet): Contract[] {
  const enums = new Map(files.flatMap((file) => enumsOf(file)).map((found) => [found.name, found]));
  return files.filter((file) => file.bufExtension?.isImport !== true).map((file) => readFile(file, enums));
}

type Enums = ReadonlyMap<string, EnumType>;

function readFile(file: FileDescriptor, enums: Enums): Contract {
  const comment = commentsOf(file);
  return {
    file: file.name,
    package: file.package,
    services: (file.service ?? []).map((service, index) => ({
      name: `${file.package}.${service.name}`,
      comment: comment(at.service(index)),
      rpcs: (service.method ?? []).map((method, number) =>
        readRpc(method, comment([...at.service(index), ...at.method(number)])),
      ),
    })),
    messages: messagesOf(file).map((placed) => readMessage(placed, comment, enums)),
    enums: enumsOf(file),
  };
}

function readRpc(method: MethodDescriptor, comment: string): Rpc {
  return {
    name: method.name,
    comment,
    request: method.inputType.slice(1),
    response: method.outputType.slice(1),
    clientStreams: method.clientStreaming === true,
    serverStreams: method.serverStreaming === true,
    options: method.options ?? {},
  };
}

/** A message or enum with its full name, and the path to it. */
type Placed<Descriptor> = { readonly descriptor: Descriptor; readonly name: string; readonly path: readonly number[] };

/** Every message of a file, each followed by those inside of it. */
function messagesOf(file: FileDescriptor): Placed<MessageDescriptor>[] {
  const inside = ({ descriptor, name, path }: Placed<MessageDescriptor>): Placed<MessageDescriptor>[] => [
    { descriptor, name, path },
    ...(descriptor.nestedType ?? []).flatMap((nested, index) =>
      inside({ descriptor: nested, name: `${name}.${nested.name}`, path: [...path, ...at.nestedMessage(index)] }),
    ),
  ];
  return (file.messageType ?? []).flatMap((descriptor, index) =>
    inside({ descriptor, name: `${file.package}.${descriptor.name}`, path: at.message(index) }),
  );
}

function enumsOf(file: FileDescriptor): EnumType[] {
  const comment = commentsOf(file);
  const placed: Placed<EnumDescriptor>[] = [
    ...(file.enumType ?? []).map((descriptor, index) => ({
      descriptor,
      name: `${file.package}.${descriptor.name}`,
      path: at.enum(index),
    })),
    ...messagesOf(file).flatMap(({ descriptor, name, path }) =>
      (descriptor.enumType ?? []).map((nested, index) => ({
        descriptor: nested,
        name: `${name}.${nested.name}`,
        path: [...path, ...at.nestedEnum(index)],
      })),
    ),
  ];
  return placed.map(({ descriptor, name, path }) => ({
    name,
    comment: comment(path),
    values: descriptor.value.map((value, index) => ({ ...value, comment: comment([...path, ...at.value(index)]) })),
  }));
}

type Comment = (path: readonly number[]) => string;

function readMessage(
  { descriptor, name, path }: Placed<MessageDescriptor>,
  comment: Comment,
  enums: Enums,
): MessageType {
  const fields = descriptor.field ?? [];
  const oneofs = (descriptor.oneofDecl ?? []).map((oneof, index) => ({
    name: oneof.name,
    comment: comment([...path, ...at.oneof(index)]),
    rule: inWords(oneof.options?.["[buf.validate.oneof]"]),
    // The compiler makes a oneof for each optional field; nobody has written it.
    fields: fields.filter((field) => field.oneofIndex === index && !field.proto3Optional).map((field) => field.name),
  }));
  return {
    name,
    comment: comment(path),
    rule: inWords(descriptor.options?.["[buf.validate.message]"]),
    fields: fields.map((field, index) => readField(field, comment([...path, ...at.field(index)]), enums)),
    oneofs: oneofs.filter((oneof) => oneof.fields.length > 0),
  };
}

function readField(field: FieldDescriptor, comment: string, enums: Enums): Field {
  const type = field.typeName?.slice(1) ?? field.type.replace("TYPE_", "").toLowerCase();
  const nameOf = (value: number) =>
    enums.get(type)?.values.find(({ number }) => number === value)?.name ?? String(value);
  return {
    name: field.name,
    label: field.label === "LABEL_REPEATED" ? "repeated" : field.proto3Optional ? "optional" : "",
    type,
    rule: inWords(field.options?.["[buf.validate.field]"], nameOf),
    comment,
  };
}
