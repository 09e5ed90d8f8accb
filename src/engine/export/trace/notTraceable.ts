/** Why no graph says what a network does; a target says it in its own words. */
export class NotTraceable extends Error {}
