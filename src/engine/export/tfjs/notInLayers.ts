/** A step that Keras' layers do not have. */
export class NotInLayers extends Error {}
