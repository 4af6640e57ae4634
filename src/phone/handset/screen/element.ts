/** An element with attributes and children. Only text and attributes: there is no way in here to parse HTML. */
export const h = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** The element of the screen's own HTML with this id. @throws TypeError when there is none. */
export const $ = <Kind extends HTMLElement = HTMLElement>(id: string): Kind => {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the screen has no #${id}`);
  return found as Kind;
};

/** Runs `act` on a click, and keeps what it throws out of the console by telling `failed` instead. */
export const onClick = (id: string, act: () => unknown): void => $(id).addEventListener('click', () => void act());

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Scrolls a column to its end, as a log that grows does. */
export const toEnd = (element: HTMLElement): void => {
  element.scrollTop = element.scrollHeight;
};

/** `75` as `1:15`. */
export const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/** `+15555550142` as people write it. */
export const spaced = (number: string): string => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
