/** What stands in the page's place where it cannot begin: its title, words that came with the document, and the cause in small. */
export function complain(shown: HTMLElement, words: string, why: string): void {
  const said = element('div', element('p', words), element('small', why))
  said.setAttribute('role', 'alert')
  shown.replaceChildren(element('main', element('h1', document.title), said))
}

function element(name: 'main' | 'div' | 'h1' | 'p' | 'small', ...inside: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name)
  made.append(...inside)
  return made
}
