/** An element with properties and children. Only text and plain properties: there is no way in here to parse HTML. */
export const h = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: { readonly className?: string; readonly tabIndex?: number },
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** Fills the `{name}` places of a sentence. */
export const say = (sentence: string, values: Readonly<Record<string, string | number>> = {}): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** Shows a sentence beside a control, ties it to the control, and takes it away again with an empty one. */
export const showError = (controls: readonly HTMLElement[], place: HTMLElement, sentence: string): void => {
  place.textContent = sentence;
  place.hidden = sentence === '';
  for (const control of controls) control.ariaInvalid = sentence ? 'true' : null;
};
