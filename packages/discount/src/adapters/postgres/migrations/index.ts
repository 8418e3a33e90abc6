import { Migration0001Discounts } from "./0001-discounts.ts";
import { Migration0002ValidityAndPercentages } from "./0002-validity-and-percentages.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Discounts, Migration0002ValidityAndPercentages];
