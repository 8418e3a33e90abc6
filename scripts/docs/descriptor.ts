/**
 * What the reference reads of google/protobuf/descriptor.proto, in the JSON that buf prints: every option, also one of
 * our own, stands decoded under its name.
 */
export type FileSet = { readonly file: readonly FileDescriptor[] };

export type Options = Readonly<Record<string, unknown>>;

export type FileDescriptor = {
  readonly name: string;
  readonly package: string;
  readonly messageType?: readonly MessageDescriptor[];
  readonly enumType?: readonly EnumDescriptor[];
  readonly service?: readonly ServiceDescriptor[];
  readonly sourceCodeInfo?: {
    readonly location: readonly { readonly path?: readonly number[]; readonly leadingComments?: string }[];
  };
  readonly bufExtension?: { readonly isImport?: boolean };
};

export type ServiceDescriptor = { readonly name: string; readonly method?: readonly MethodDescriptor[] };

export type MethodDescriptor = {
  readonly name: string;
  readonly inputType: string;
  readonly outputType: string;
  readonly clientStreaming?: boolean;
  readonly serverStreaming?: boolean;
  readonly options?: Options;
};

export type MessageDescriptor = {
  readonly name: string;
  readonly field?: readonly FieldDescriptor[];
  readonly oneofDecl?: readonly { readonly name: string; readonly options?: Options }[];
  readonly nestedType?: readonly MessageDescriptor[];
  readonly enumType?: readonly EnumDescriptor[];
  readonly options?: Options;
};

export type FieldDescriptor = {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  /** With a dot before the package; of messages and enums only. */
  readonly typeName?: string;
  readonly oneofIndex?: number;
  readonly proto3Optional?: boolean;
  readonly options?: Options;
};

export type EnumDescriptor = {
  readonly name: string;
  readonly value: readonly { readonly name: string; readonly number: number }[];
};

/** The numbers of the fields that lead to a part of a file, as `SourceCodeInfo.Location.path` counts them. */
export const at = {
  message: (index: number) => [4, index],
  enum: (index: number) => [5, index],
  service: (index: number) => [6, index],
  method: (index: number) => [2, index],
  field: (index: number) => [2, index],
  value: (index: number) => [2, index],
  nestedMessage: (index: number) => [3, index],
  nestedEnum: (index: number) => [4, index],
  oneof: (index: number) => [8, index],
} as const;

/** The comment above a part of a file, by the path to it; empty where there is none. */
export function commentsOf(file: FileDescriptor): (path: readonly number[]) => string {
  const comments = new Map(
    (file.sourceCodeInfo?.location ?? []).map(({ path = [], leadingComments = "" }) => [
      path.join("."),
      leadingComments.replace(/^ /gm, "").trim(),
    ]),
  );
  return (path) => comments.get(path.join(".")) ?? "";
}
