/** One sentence or two on each model of the gallery, for a person who chooses. Apart from the cards, which the first screen needs. */
import type { ModelId } from './models.ts'

export function modelSummary(id: ModelId): string {
  return summaries[id]
}

const summaries: Readonly<Record<ModelId, string>> = {
  'thaw-vision': 'A small ResNet that is built in. Starts at once, works offline, trains in seconds.',
  'thaw-text': 'A small BERT that is built in, taught by MiniLM what sentences mean. Starts at once, works offline.',
  'thaw-writer': 'A small GPT-2 that is built in, trained on old novels. Starts at once, works offline.',
  'mobilenet-v1-0.25-224':
    'Trained on ImageNet photographs of a thousand kinds of things. Light enough for any laptop.',
  'microsoft/resnet-18': 'The classic small residual network, trained on ImageNet. Slow without a GPU.',
  'microsoft/resnet-50': 'The residual network that most papers compare with. Needs a GPU.',
  'timm/resnet18.a1_in1k': 'ResNet-18 trained again with better methods from 2021: stronger features at the same cost.',
  'google/mobilenet_v2_1.0_224': 'Made for phones: a tenth of the computation of a ResNet, and nearly as accurate.',
  'facebook/deit-tiny-patch16-224': 'A small vision transformer, trained on ImageNet alone.',
  'WinKawaks/vit-tiny-patch16-224':
    'The smallest of the first vision transformers, trained on ImageNet-21k and then ImageNet.',
  'facebook/dinov2-small': 'Trained on pictures without labels. Its frozen features alone are often enough.',
  'TaylorAI/bge-micro-v2':
    'Three layers of BERT, made to compare sentences. The fastest of the downloadable text models.',
  'sentence-transformers/all-MiniLM-L6-v2':
    'Trained on a billion pairs of sentences to capture their meaning. A few examples per class are often enough.',
  'distilbert/distilbert-base-uncased':
    'Half the size of BERT, trained to imitate it: nearly as good, and twice as fast.',
  'distilbert/distilbert-base-multilingual-cased':
    'Trained on Wikipedia in 104 languages. A large download: most of it is the vocabulary.',
  'distilbert/distilroberta-base':
    'Half of RoBERTa, a BERT that was trained longer and on more texts. It tells upper case from lower.',
  'FacebookAI/xlm-roberta-base':
    'A RoBERTa that learned a hundred languages. A very large download: most of it is the vocabulary.',
  'jhu-clsp/ettin-encoder-17m': 'The smallest Ettin, a ModernBERT made for small devices. It reads long texts.',
  'answerdotai/ModernBERT-base':
    'A BERT as it is built today, for long texts and code. Large for a web page: use a GPU.',
  'google-bert/bert-base-uncased':
    'The network that changed how machines read. Large for a web page: train only its head, or use a GPU.',
  'distilbert/distilgpt2': 'Half the size of GPT-2, trained to imitate it. The fastest downloadable model that writes.',
  'openai-community/gpt2':
    'The smallest GPT-2. It continues any English text, and learns to write like the texts you train it on.',
  'EleutherAI/gpt-neo-125m':
    'The open replica of GPT-3’s design, at the smallest of GPT-3’s sizes, trained on the Pile.',
  'HuggingFaceTB/SmolLM2-135M': 'A small language model of today, in the Llama shape. It continues English texts.',
  'HuggingFaceTB/SmolLM2-135M-Instruct':
    'The same model after training on conversations: it answers questions and follows short instructions.',
  'HuggingFaceTB/SmolLM2-360M-Instruct': 'A larger SmolLM2 that follows instructions better. Slow without a GPU.',
  'unsloth/gemma-3-270m-it':
    'A small model by Google that follows instructions in many languages. Most of it is its table of words.',
  'Qwen/Qwen2.5-0.5B-Instruct': 'Follows instructions in many languages. Slow without a GPU.',
  'Qwen/Qwen3-0.6B': 'A newer Qwen that thinks before it answers. Slow without a GPU.',
}
