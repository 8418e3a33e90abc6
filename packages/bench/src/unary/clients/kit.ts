import { ProductService } from "@hexmart/contracts/product/v1/product";
import { connect } from "@hexmart/grpc";
import { request } from "../product.ts";
import { address, keepCalling, token } from "./calls.ts";

// As the services call each other: a token from a cache, a deadline, and another try where the contract allows it.
const client = connect(ProductService, { address, accessToken: async () => token });

await keepCalling(() => client.getProduct(request));
