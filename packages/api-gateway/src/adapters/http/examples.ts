import type { Example, Examples } from "#domain/example.ts";

type Node = Readonly<Record<string, unknown>>;
type Paths = Readonly<Record<string, Readonly<Record<string, Node>>>>;

/** Writes examples beside the parameters and bodies that they are of. */
export function withExamples(paths: Paths, examples: Examples): Paths {
  return mapped(paths, (item) =>
    mapped(item, (operation, verb) => {
      const example = examples[String(operation.operationId)];
      if (verb === "parameters" || example === undefined) return operation;
      const { parameters, requestBody } = operation as { parameters?: Node[]; requestBody?: { content?: Node } };
      return {
        ...operation,
        ...(parameters && { parameters: parameters.map((one) => withExample(one, example.parameters)) }),
        ...(requestBody?.content &&
          example.body !== undefined && {
            requestBody: {
              ...requestBody,
              content: mapped(requestBody.content as Readonly<Record<string, Node>>, (media) => ({
                ...media,
                example: example.body,
              })),
            },
          }),
      };
    }),
  );
}

function withExample(parameter: Node, given: Example["parameters"] = {}): Node {
  const example = given[String(parameter.name)];
  return example === undefined ? parameter : { ...parameter, example };
}

function mapped<A, B>(items: Readonly<Record<string, A>>, map: (item: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(items).map(([key, item]) => [key, map(item, key)]));
}
