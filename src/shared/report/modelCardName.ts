/** The file of a run's model card, wherever it lies. */
export const modelCardName = 'MODEL_CARD.md'
