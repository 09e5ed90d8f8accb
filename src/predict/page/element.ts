/** Elements with what is in them. A text is a text: names come from files, so that none may act as markup. */
type Attributes = Readonly<Record<string, string | boolean>>

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, '')
    else if (value !== false) made.setAttribute(key, value)
  }
  made.append(...inside)
  return made
}

/** @param action names the button for automation. */
export function button(
  words: string,
  action: string,
  press: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', 'data-action': action, ...attributes }, words)
  made.addEventListener('click', press)
  return made
}
