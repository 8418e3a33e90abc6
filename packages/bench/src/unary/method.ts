import { ProductService } from "@hexmart/contracts/product/v1/product";

/** The path of the one method that is called. */
export const path = `/${ProductService.typeName}/${ProductService.method.getProduct.name}`;
