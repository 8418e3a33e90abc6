import { grpcJs } from "../src/engine/grpc-js/engine.ts";
import { engineContract } from "./engine.contract.ts";

engineContract("grpc-js", grpcJs);
