import { identityFunctions } from "./identityKeys.ts";
import { clausesFunction } from "./clauses.ts";
import { declaredRatingFunction } from "./declaredRating.ts";
import { composedTimeFunction, declaredTimeFunction } from "./declaredTime.ts";
import { evidenceGainFunction, rateRatioFunction } from "./evidenceGain.ts";
import { foldedWordFunction } from "./foldedWord.ts";
import { foldedWordsFunction } from "./foldedWords.ts";
import { foldTextFunction } from "./foldText.ts";
import {
  givenAmountFunction,
  givenNumberFunction,
  givenTimeFunction,
  writtenDecimalFunction,
  writtenTimeFunction,
} from "./givenValue.ts";
import { foldedVersionFunction, givenVersionFunction, writtenVersionFunction } from "./givenVersion.ts";
import { jsonFieldsFunction } from "./jsonFields.ts";
import { jsonKindsFunction } from "./jsonKinds.ts";
import { keyPartFunction } from "./keyPart.ts";
import { languageCodeFunction } from "./languageCode.ts";
import { languageLettersFunction } from "./languageLetters.ts";
import { languageOfScriptFunction } from "./languageOfScript.ts";
import { mailFunctions } from "./mailLines.ts";
import { maskFunctions } from "./maskPersonalData.ts";
import { foldedNameFunction } from "./masking/foldedName.ts";
import { ownFunctions } from "./ownPieces.ts";
import { alignedTextFunction } from "./plainText.ts";
import { namedRegionFunction, regionCodeFunction } from "./regionCode.ts";
import type { SqlFunction } from "./sqlFunction.ts";
import { valueFormFunction } from "./valueForm.ts";
import { versionKeyFunction } from "./versionKey.ts";

/** Every shared function, in the order in which the set-up makes them: each calls only those before it. */
export const sqlFunctions: readonly SqlFunction[] = [
  foldTextFunction,
  foldedWordFunction,
  foldedWordsFunction,
  versionKeyFunction,
  writtenVersionFunction,
  foldedVersionFunction,
  givenVersionFunction,
  writtenTimeFunction,
  givenTimeFunction,
  writtenDecimalFunction,
  givenNumberFunction,
  givenAmountFunction,
  composedTimeFunction,
  declaredTimeFunction,
  declaredRatingFunction,
  jsonFieldsFunction,
  jsonKindsFunction,
  valueFormFunction,
  keyPartFunction,
  ...identityFunctions,
  languageCodeFunction,
  namedRegionFunction,
  regionCodeFunction,
  languageLettersFunction,
  languageOfScriptFunction,
  clausesFunction,
  alignedTextFunction,
  ...mailFunctions,
  ...ownFunctions,
  foldedNameFunction,
  ...maskFunctions,
  rateRatioFunction,
  evidenceGainFunction,
];
