import { grpcJs } from "../src/engine/grpc-js/engine.ts";
import { engineContract } from "./engine.contract.ts";
import { engineCompressionContract } from "./engine-compression.contract.ts";

engineContract("grpc-js", grpcJs);
engineCompressionContract("grpc-js", grpcJs);
