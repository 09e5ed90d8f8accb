/**
 * What each field of the recipe is, and what happens if it is larger. It stands apart from the fields, since the first
 * screen needs those and shows none of this.
 */
import type { RecipeField } from './field.ts'
import type { FieldKey } from './fields.ts'

/** A method's own fields say it on its card. */
const helps: Readonly<Partial<Record<FieldKey, string>>> = {
  'method.id': 'Which part of the model learns.',
  thaw: 'How many blocks, counted from the top, may change. More blocks adapt further, and need more data, memory and time.',
  epochs:
    'How often the model sees the whole training split. Early stopping ends the run sooner when validation no longer improves.',
  batch: 'Examples per step. Larger batches give smoother steps and need more memory.',
  accumulate:
    'Computes each batch in this many parts, one after another, and adds up their gradients. More steps need less memory and learn the same.',
  recompute:
    'Keeps only what enters each thawed block and computes the block a second time for its gradients. A step needs much less memory and takes about a third longer; it learns the same.',
  quantise:
    'Keeps weights that stay frozen packed, and widens them inside each product: in 16 bits as most files have them, 8 bits (a scale for each row), 4 bits as QLoRA has them (NF4, a scale for each 64), or 4 bits in even steps (a scale for each 32). Fewer bits take less memory and cost some accuracy, which the run measures; downloads stand on the whole weights.',
  'optimiser.learningRate':
    'How large the steps of the head are. Too large and the loss jumps; too small and nothing changes.',
  'optimiser.trunkRate':
    'Thawed pre-trained blocks learn at this share of the learning rate, so that they do not forget too much. Larger adapts and forgets faster.',
  'optimiser.layerDecay':
    'Each block learns at this share of the rate of the block above it. Smaller keeps the lower blocks closer to what they were.',
  'regularisation.dropout':
    'Share of the features hidden from the head at random in each step. More dropout protects against over-fitting and learns more slowly.',
  'optimiser.weightDecay':
    'Pulls weights towards zero at each step; biases and norms are spared. Larger keeps the model simpler.',
  'augment.views':
    'Different crops and flips made of each training picture. More views make up for fewer pictures, and take longer to prepare.',
  'earlyStopping.patience':
    'Epochs to wait for a better validation result before stopping. The best weights are kept in any case; 0 never stops early.',
  'earlyStopping.by':
    'What makes an epoch the best: the best score (accuracy, perplexity), of equal ones that of the lower loss; or the lowest validation loss, which also counts how sure the answers are.',
  seed: 'Decides every random choice of the run. The same seed gives the same losses again.',
  'split.validation': 'Share of the examples that is used to check the model during training, never to train it.',
  'split.test': 'Share of the examples that is kept unseen until the end.',
  'split.seed': 'Decides which example goes into which split. 0 follows the run\u2019s seed.',
  'split.recordings':
    'Puts pictures of one recording, such as frames of a video or of one hold of the camera, into one part of the data. Divided, they let the test see what was trained on.',
  maxTrain: 'Limits the training split, balanced over the classes, to see how far few examples go; 0 uses all.',
  labelColumn: 'The column of a table beside the pictures that holds the class; leave it empty to have it guessed.',
  textColumn: 'The column of a table that holds the text; leave it empty to have it guessed.',
  maxTokens: 'Longer texts are cut here. More tokens read more of a text, and take more time and memory.',
  'sample.prompt':
    'After each epoch the model continues this text, or answers it where it learns conversations, so that you see it change. Empty uses the first words of a validation passage, or the first question there.',
  'sample.tokens': 'How many tokens the model writes. More takes longer after each epoch.',
  'sample.temperature': 'How freely the next token is chosen. Larger is bolder; 0 always takes the most likely one.',
  'sample.topK': 'Chooses among this many of the most likely tokens; 0 means all. Larger is more varied.',
  'sample.topP':
    'Chooses among the most likely tokens that together have this probability; 1 means all. Larger is more varied.',
  'sample.minP':
    'Leaves out tokens that are less likely than this share of the most likely one; 0 leaves out none. Larger is safer.',
  'sample.repetitionPenalty':
    'Makes tokens that stand in the text already less likely. 1 changes nothing; from about 1.3 on, it avoids even words that it needs.',
  'model.initialisation': 'Pre-trained weights; or random ones, to see what pre-training is worth.',
  cache:
    'Computes the frozen blocks once per example instead of at every epoch. The losses are the same; it takes memory and saves time.',
  'schedule.shape': 'How the learning rate moves after the warm-up: down a cosine to zero, or not at all.',
  'schedule.warmup':
    'Share of the steps over which the learning rate rises from zero. Longer is gentler on pre-trained weights.',
  'optimiser.beta1': 'AdamW\u2019s memory of past gradients. Larger is smoother.',
  'optimiser.beta2': 'AdamW\u2019s memory of past squared gradients. Larger is steadier.',
  'optimiser.epsilon': 'Avoids a division by zero in AdamW. Larger makes the steps of rarely changed weights smaller.',
  'optimiser.trunkEpsilon':
    'The same for the pre-trained weights and what the method puts beside them; 0 takes the head\u2019s. Larger makes the steps of rarely changed weights smaller.',
  'regularisation.labelSmoothing':
    'Share of the certainty that is taken from the true class and spread over all. More makes the model less sure of itself.',
  'regularisation.clipNorm': 'Limit for the gradient norm of one batch; 0 turns clipping off.',
  'regularisation.classWeights': 'Counts examples of rare classes more, up to 20 times, when the classes are uneven.',
  'augment.flip':
    'Augmented views may be mirrored left to right. Turn it off where left and right matter, as with letters.',
  'augment.crop': 'Smallest share of the picture that an augmented view keeps; 1 turns cropping off.',
  'augment.colour':
    'How far brightness, contrast and saturation of an augmented view may move. More makes colour matter less.',
  'chat.template':
    'How turns are written for the model: by the template that was published with it, or by a plain one, a line a turn under “User” and “Assistant”.',
  'chat.loss': 'What counts in the loss: the assistant’s answers alone, or all that is said.',
}

export function helpOf({ key, help }: Pick<RecipeField, 'key' | 'help'>): string {
  return help ?? helps[key as FieldKey] ?? ''
}
