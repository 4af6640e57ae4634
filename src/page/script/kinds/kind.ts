import type { CheckedField, PageField } from '../../page-data.ts';
import type { Problem } from '../check.ts';

/** What one kind of field does otherwise than plain text. A page carries only the kinds that its transaction has. */
export type Kind = {
  /** What is said when nothing finer is known. */
  readonly doubt?: Problem['say'];
  /** What is said of an empty field that is needed. */
  readonly missing?: Problem['say'];
  /** The value of the field's controls as one text, tidied. */
  readonly read?: (controls: readonly HTMLInputElement[]) => string;
  readonly check?: (field: CheckedField, value: string, nowMs: number) => Problem | null;
  /** The value as it goes on the wire. */
  readonly sent?: (text: string) => string | number | boolean;
  /** The value as a person reads it. */
  readonly shown?: (text: string, lang: string, controls: readonly HTMLInputElement[]) => string;
  /** Joins the controls to each other when they are drawn. */
  readonly wire?: (field: CheckedField, controls: readonly HTMLInputElement[], around: ParentNode) => void;
};

declare global {
  /** Filled by the pieces that stand before the script in the page. */
  var kinds: Partial<Record<PageField['kind'], Kind>>;
}
