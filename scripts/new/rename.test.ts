import { describe, expect, it } from "@jest/globals";
import { leftoversIn, renamePath, renameText } from "./rename.ts";
import { sources, termsOf } from "./sources.ts";

const termsFor = (source: string, name: string, plural?: string) => {
  const found = sources.find((one) => one.name === source);
  if (found === undefined) throw new Error(`no source ${source}`);
  return termsOf(found, name, plural);
};
const giftCard = termsFor("discount", "gift-card");

describe("renameText() with a name of two words", () => {
  it.each([
    [
      "a value",
      "const discount = await discounts.find(discountCode);",
      "const giftCard = await giftCards.find(giftCardCode);",
    ],
    ["a type", "type DiscountDraft = Omit<Discount, 'etag'>;", "type GiftCardDraft = Omit<GiftCard, 'etag'>;"],
    ["a code", 'throw new E("DISCOUNT_NOT_FOUND");', 'throw new E("GIFT_CARD_NOT_FOUND");'],
    ["a file", 'import { a } from "#domain/discount.ts";', 'import { a } from "#domain/gift-card.ts";'],
    ["a file named for a part", 'import "./create-discount.ts";', 'import "./create-gift-card.ts";'],
    [
      "a message of the contract",
      'import "@hexmart/contracts/discount/v1/discount";',
      'import "@hexmart/contracts/gift_card/v1/gift_card";',
    ],
    ["a scope", 'scopes("discount.read");', 'scopes("gift_card.read");'],
    ["an audience", 'to("urn:hexmart:discount");', 'to("urn:hexmart:gift-card");'],
    ["a service", 'define({ service: "discount" });', 'define({ service: "gift-card" });'],
    ["a table", 'define({ tableName: "discounts" });', 'define({ tableName: "gift_cards" });'],
    ["SQL", 'run("insert into discounts (code) values (1)");', 'run("insert into gift_cards (code) values (1)");'],
    ["a constraint", "sql`add constraint discounts_one_reduction`;", "sql`add constraint gift_cards_one_reduction`;"],
    ["a sentence", 'it("lists discounts, and a discount twice");', 'it("lists gift cards, and a gift card twice");'],
    ["the beginning of one", 'fail("Discount A is gone");', 'fail("Gift card A is gone");'],
    ["a comment", "/** A discount that discountFrom() made. */", "/** A gift card that giftCardFrom() made. */"],
    ["the name of a message", 'is("hexmart.discount.v1.Discount");', 'is("hexmart.gift_card.v1.GiftCard");'],
    ["a path over HTTP", 'get("/v1/discounts/A");', 'get("/v1/giftCards/A");'],
  ])("writes %s as it is written there", (_what, before, after) => {
    expect(renameText("a.ts", before, giftCard)).toBe(after);
  });

  it.each([
    ["a field", "repeated Discount discounts = 1;", "repeated GiftCard gift_cards = 1;"],
    ["a rule", 'expression: "has(this.discount.code)"', 'expression: "has(this.gift_card.code)"'],
    ["a path", 'patch: "/v1/discounts/{discount.code}"', 'patch: "/v1/giftCards/{gift_card.code}"'],
    ["a package", "package hexmart.discount.v1;", "package hexmart.gift_card.v1;"],
    ["a comment", "// Lists discounts.", "// Lists gift cards."],
  ])("writes %s of a proto", (_what, before, after) => {
    expect(renameText("a.proto", before, giftCard)).toBe(after);
  });

  it("writes documents for people", () => {
    const before =
      "# discount\n\nWhat a discount is: [discount](../../packages/discount), `discount.write`, `discounts`\n";
    const after =
      "# gift-card\n\nWhat a gift card is: [gift-card](../../packages/gift-card), `gift_card.write`, `gift_cards`\n";

    expect(renameText("README.md", before, giftCard)).toBe(after);
  });

  it("knows the plural it is told, and the article that a word has", () => {
    const terms = termsFor("discount", "entry-person", "entry-people");

    expect(renameText("a.md", "a discount of many discounts; A Discount", terms)).toBe(
      "an entry person of many entry people; An Entry person",
    );
  });
});

describe("renameText() with names that contain each other", () => {
  it("renames each place once", () => {
    const terms = termsFor("discount", "discount-rule");

    expect(renameText("a.ts", "const discounts: Discount[] = [];", terms)).toBe(
      "const discountRules: DiscountRule[] = [];",
    );
    expect(leftoversIn("DiscountRule discount_rules discountRule", terms)).toEqual([]);
    expect(leftoversIn("DiscountRule DiscountPage", terms)).toEqual(["DiscountPage"]);
  });

  it("leaves words alone that only look alike", () => {
    expect(renameText("a.ts", "const account = count(discounts);", termsFor("discount", "count"))).toBe(
      "const account = count(counts);",
    );
  });
});

describe("renameText() of a source of two words", () => {
  it("renames a worker, and not what it works on", () => {
    const text = 'const worker = { service: "product-worker" }; // The product worker inserts products.';

    expect(renameText("a.ts", text, termsFor("product-worker", "stock-feed"))).toBe(
      'const worker = { service: "stock-feed" }; // The stock feed inserts products.',
    );
  });

  it("renames a package and what it keeps, which is called otherwise", () => {
    const terms = termsFor("movies-api", "board-games-api");
    const text = 'serve("movies-api", movies.map((movie: Movie) => movie.id), "movie-not-found", "movies.read");';

    expect(renameText("a.ts", text, terms)).toBe(
      'serve("board-games-api", boardGames.map((boardGame: BoardGame) => boardGame.id), "board-game-not-found", "board_games.read");',
    );
  });

  it("writes an OpenAPI document", () => {
    const text =
      "/v1/movies:\n    tags: [movies]\n    operationId: listMovies\n    Movie:\n      description: The movies.\n      required: [movies]\n      properties:\n        movies: {}\n";

    expect(renameText("a.yaml", text, termsFor("movies-api", "board-games-api"))).toBe(
      "/v1/boardGames:\n    tags: [board-games]\n    operationId: listBoardGames\n    BoardGame:\n      description: The board games.\n      required: [boardGames]\n      properties:\n        boardGames: {}\n",
    );
  });
});

describe("renamePath()", () => {
  it.each([
    ["packages/discount/src/domain/discount.ts", "packages/gift-card/src/domain/gift-card.ts"],
    ["src/adapters/postgres/migrations/0001-discounts.ts", "src/adapters/postgres/migrations/0001-gift-cards.ts"],
    ["contracts/proto/hexmart/discount/v1/discount.proto", "contracts/proto/hexmart/gift_card/v1/gift_card.proto"],
  ])("%s", (before, after) => {
    expect(renamePath(before, giftCard)).toBe(after);
  });
});
