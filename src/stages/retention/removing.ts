import type { StatementStep } from "../../contract/step.ts";
import { ageSteps } from "./ageSteps.ts";
import { erasureSteps } from "./erasureSteps.ts";

/** Every statement by which rows or values leave, and the books of erasures: erasures first, then age. */
export const removing: readonly StatementStep[] = [...erasureSteps(), ...ageSteps()];
