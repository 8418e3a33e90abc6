import type { DescFile, DescService } from "@bufbuild/protobuf";
import { ServerReflection as ServerReflectionV1 } from "../../gen/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as ServerReflectionV1Alpha } from "../../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import type { Implementation } from "../implement.ts";
import { implement } from "../implement.ts";
import { toStatusNumber } from "../status-code.ts";
import type { ReflectionIndex } from "./reflection-index.ts";
import { indexFiles, serializeFile } from "./reflection-index.ts";

/** What both versions ask: they differ in their package only. */
type Question = {
  readonly host: string;
  readonly messageRequest:
    | { case: "fileByFilename" | "fileContainingSymbol" | "allExtensionNumbersOfType" | "listServices"; value: string }
    | { case: "fileContainingExtension"; value: { containingType: string; extensionNumber: number } }
    | { case: undefined; value?: undefined };
};

function failure(code: "NOT_FOUND" | "INVALID_ARGUMENT", errorMessage: string) {
  return { case: "errorResponse" as const, value: { errorCode: toStatusNumber(code), errorMessage } };
}

function fileOr(file: DescFile | undefined, wanted: string) {
  return file === undefined
    ? failure("NOT_FOUND", `This server knows no ${wanted}`)
    : { case: "fileDescriptorResponse" as const, value: { fileDescriptorProto: serializeFile(file) } };
}

function answer(index: ReflectionIndex, { messageRequest: asked }: Question) {
  switch (asked.case) {
    case "listServices":
      return {
        case: "listServicesResponse" as const,
        value: { service: index.serviceNames.map((name) => ({ name })) },
      };
    case "fileByFilename":
      return fileOr(index.byFilename(asked.value), `file "${asked.value}"`);
    case "fileContainingSymbol":
      return fileOr(index.bySymbol(asked.value), `symbol "${asked.value}"`);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = asked.value;
      return fileOr(
        index.byExtension(containingType, extensionNumber),
        `extension ${extensionNumber} of "${containingType}"`,
      );
    }
    case "allExtensionNumbersOfType": {
      const extensionNumber = index.extensionNumbers(asked.value);
      return extensionNumber === undefined
        ? failure("NOT_FOUND", `This server knows no message "${asked.value}"`)
        : {
            case: "allExtensionNumbersResponse" as const,
            value: { baseTypeName: asked.value, extensionNumber: [...extensionNumber] },
          };
    }
    default:
      return failure("INVALID_ARGUMENT", "The request asks for nothing that this server knows of");
  }
}

/** Server reflection, so that grpcurl and the like can call the services without their protos. */
export function reflection(services: readonly DescService[]): Implementation[] {
  const index = indexFiles([...services, ServerReflectionV1, ServerReflectionV1Alpha]);
  return [
    implement(ServerReflectionV1, {
      async *serverReflectionInfo(requests) {
        for await (const request of requests) {
          yield { validHost: request.host, originalRequest: request, messageResponse: answer(index, request) };
        }
      },
    }),
    implement(ServerReflectionV1Alpha, {
      async *serverReflectionInfo(requests) {
        for await (const request of requests) {
          yield { validHost: request.host, originalRequest: request, messageResponse: answer(index, request) };
        }
      },
    }),
  ];
}
