import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { type ServiceName, serviceNames, topology } from "../../topology.ts";

/** A method that can be called, and the service of the topology that answers it. */
export type Rpc = { readonly server: ServiceName; readonly method: DescMethod };

/**
 * Every rpc of the topology, from the contracts: the one of `shopping-cart` is
 * `@hexmart/contracts/shopping_cart/v1/shopping_cart`.
 */
export async function loadRpcs(): Promise<readonly Rpc[]> {
  const servers = serviceNames.filter((name) => topology[name].kind === "grpc");
  const loaded = servers.map(async (server) => {
    const name = server.replaceAll("-", "_");
    const contract: Readonly<Record<string, unknown>> = await import(`@hexmart/contracts/${name}/v1/${name}`);
    return Object.values(contract)
      .filter(isService)
      .flatMap(({ methods }) => methods.map((method) => ({ server, method })));
  });
  return (await Promise.all(loaded)).flat();
}

/** The name that is short to type, for example `discount/GetDiscount`. */
export function shortName({ server, method }: Rpc): string {
  return `${server}/${method.name}`;
}

/**
 * The rpcs that a name may mean: `discount`, `DiscountService` and `hexmart.discount.v1.DiscountService` are one service,
 * and `/GetDiscount` behind it, in any case, one of its methods. Either part may be left out.
 */
export function findRpcs(rpcs: readonly Rpc[], name: string): readonly Rpc[] {
  const [last = "", before = ""] = name.replace(/^\//, "").toLowerCase().split("/").reverse();
  const isCalled = ({ server, method }: Rpc, service: string) =>
    [server, method.parent.name, method.parent.typeName].some((each) => each.toLowerCase() === service);
  const exact = rpcs.filter(
    (rpc) => rpc.method.name.toLowerCase() === last && (before === "" || isCalled(rpc, before)),
  );
  return exact.length > 0 || before !== "" ? exact : rpcs.filter((rpc) => isCalled(rpc, last));
}

function isService(value: unknown): value is DescService {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "service";
}
