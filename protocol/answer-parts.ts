import { dayText } from "@tickfolio/engine";
import * as z from "zod/mini";

// What answers are made of.

export const text = () => z.string();
export const number = () => z.number();
/** Not known is null. */
export const known = () => z.nullable(z.number());
export const decimal = () => z.string().check(z.regex(/^-?\d+(\.\d+)?$/));
export const describe = (description: string) => z.meta({ description });
/** A daily column; a cell that is not known is null. */
export const cells = () => z.array(known());
export const days = () => z.strictObject({ from: dayText(), to: dayText() });
