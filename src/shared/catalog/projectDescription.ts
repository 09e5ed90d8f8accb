/** A project describes itself in this file, which it begins with. */
export const projectDescription = 'thaw-project.json'
