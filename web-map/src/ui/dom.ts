/** The only way elements are made: tag, attributes, children. Text becomes text nodes; no string becomes markup. */

export type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | EventListener;

/**
 * An element. Attributes named `on…` are listeners; `true` sets an empty attribute, `false` and null leave it out.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Readonly<Record<string, Value>> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...present(children));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K, attributes: Readonly<Record<string, Value>> = {}, ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...present(children));
  return element;
}

/** Replaces all children. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...present(children));
}

function set(element: Element, attributes: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false);
}
