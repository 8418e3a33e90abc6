import type { ErrorDetails, RpcError } from "@hexmart/grpc";

/** An error for a person: code and message, then a line for each thing that its details say, then where to look. */
export function errorText(error: RpcError): string {
  const requestId = error.metadata.get("x-request-id");
  return [
    `${error.code}: ${error.message}`,
    ...detailLines(error.details).map((line) => `  ${line}`),
    ...(requestId === null ? [] : [`  request id ${requestId}`]),
  ].join("\n");
}

function detailLines({ errorInfo, badRequest, resourceInfo, retryInfo, ...others }: ErrorDetails): string[] {
  const lines: string[] = [];
  if (errorInfo) {
    const facts = Object.entries(errorInfo.metadata).map(([name, value]) => `, ${name} ${value}`);
    lines.push(`ErrorInfo: reason ${errorInfo.reason}, domain ${errorInfo.domain}${facts.join("")}`);
  }
  for (const { field, description, reason } of badRequest?.fieldViolations ?? []) {
    lines.push(`BadRequest: ${field || "the message"}: ${description}${reason && ` (${reason})`}`);
  }
  if (resourceInfo) {
    lines.push(`ResourceInfo: ${resourceInfo.resourceType} "${resourceInfo.resourceName}"`);
  }
  if (retryInfo) {
    const { seconds = 0n, nanos = 0 } = retryInfo.retryDelay ?? {};
    lines.push(`RetryInfo: try again in ${Number(seconds) + nanos / 1e9} s`);
  }
  for (const [name, detail] of Object.entries(others)) {
    lines.push(`${name[0]?.toUpperCase()}${name.slice(1)}: ${JSON.stringify(detail, plain)}`);
  }
  return lines;
}

/** What a message says, without what protobuf-es keeps about it. */
function plain(key: string, value: unknown): unknown {
  if (key.startsWith("$")) return undefined;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return typeof value === "bigint" ? value.toString() : value;
}
