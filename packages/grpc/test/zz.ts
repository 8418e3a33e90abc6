import { failureOf, serveEcho } from "./echo.ts";

const echo = await serveEcho({
  echo: () => ({ text: Symbol("x") as never }),
  async collect(requests) {
    try {
      for await (const _ of requests) {
        console.log("msg");
        begin();
      }
      console.log("done");
    } catch (e) {
      console.log("seen", e);
    }
    return {};
  },
});
const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
console.log(await echo.client.echo({}).catch((e) => e));
async function* requests() {
  yield { username: "alice" };
  await underWay;
  console.log("throwing");
  throw new Error("broken");
}
console.log(await failureOf(echo.client.collect(requests())));
console.log(echo.lines);
await echo[Symbol.asyncDispose]();
