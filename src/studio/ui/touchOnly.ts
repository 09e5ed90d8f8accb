/** Whether there is neither a mouse nor a pen to drag with: nobody drops files here, and nobody has arrow keys at hand. */
export const touchOnly = globalThis.matchMedia?.('(any-pointer: coarse) and (not (any-pointer: fine))').matches ?? false
