"""
Classifiers that read a text as the network beside this file was trained to: the mean of its tokens' states, the largest
of each, or the first token's. transformers' own classifiers read another layer, and would answer otherwise.
`thaw_pooling` in config.json says which it is.

    AutoModelForSequenceClassification.from_pretrained(FOLDER, trust_remote_code=True)
"""

import torch
from torch import nn
from torch.nn import functional
from transformers import (
    BertModel,
    BertPreTrainedModel,
    CamembertModel,
    CamembertPreTrainedModel,
    DistilBertModel,
    DistilBertPreTrainedModel,
    RobertaModel,
    RobertaPreTrainedModel,
    XLMRobertaModel,
    XLMRobertaPreTrainedModel,
)
from transformers.modeling_outputs import SequenceClassifierOutput


class ThawBertForSequenceClassification(BertPreTrainedModel):
    """A BERT, and one layer on the text's vector."""

    def __init__(self, config):
        super().__init__(config)
        self.num_labels = config.num_labels
        self.bert = BertModel(config, add_pooling_layer=False)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)
        self.post_init()

    # peft gives a prefix only to a forward that names `past_key_values`.
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        inputs_embeds=None,
        past_key_values=None,
        labels=None,
        **_,
    ):
        given = {'token_type_ids': token_type_ids, 'inputs_embeds': inputs_embeds}
        if past_key_values is not None:
            given['past_key_values'] = past_key_values
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask, **given)[0]
        return answered(self, self.classifier(pooled(states, attention_mask, self.config.thaw_pooling)), labels)


class ThawDistilBertForSequenceClassification(DistilBertPreTrainedModel):
    """A DistilBERT, and two layers on the text's vector."""

    def __init__(self, config):
        super().__init__(config)
        self.num_labels = config.num_labels
        self.distilbert = DistilBertModel(config)
        self.pre_classifier = nn.Linear(config.dim, config.dim)
        self.classifier = nn.Linear(config.dim, config.num_labels)
        self.post_init()

    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None, labels=None, **_):
        states = self.distilbert(input_ids=input_ids, attention_mask=attention_mask, inputs_embeds=inputs_embeds)[0]
        vector = pooled(states, attention_mask, self.config.thaw_pooling)
        return answered(self, self.classifier(functional.relu(self.pre_classifier(vector))), labels)


class Dense(nn.Module):
    """As RoBERTa's head is named: two layers on the text's vector."""

    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, vector):
        return self.out_proj(torch.tanh(self.dense(vector)))


class ReadsRoberta:
    """A RoBERTa, and two layers on the text's vector."""

    def build(self, config, trunk):
        self.num_labels = config.num_labels
        self.roberta = trunk(config, add_pooling_layer=False)
        self.classifier = Dense(config)
        self.post_init()

    def forward(self, input_ids=None, attention_mask=None, inputs_embeds=None, labels=None, **_):
        states = self.roberta(input_ids=input_ids, attention_mask=attention_mask, inputs_embeds=inputs_embeds)[0]
        return answered(self, self.classifier(pooled(states, attention_mask, self.config.thaw_pooling)), labels)


class ThawRobertaForSequenceClassification(ReadsRoberta, RobertaPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.build(config, RobertaModel)


class ThawXLMRobertaForSequenceClassification(ReadsRoberta, XLMRobertaPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.build(config, XLMRobertaModel)


class ThawCamembertForSequenceClassification(ReadsRoberta, CamembertPreTrainedModel):
    def __init__(self, config):
        super().__init__(config)
        self.build(config, CamembertModel)


def pooled(states, mask, how):
    """[texts, tokens, width] → [texts, width], over each text's own tokens."""
    if how == 'first':
        return states[:, 0]
    if mask is None:
        mask = torch.ones(states.shape[:2], device=states.device)
    own = mask[:, -states.shape[1] :, None].to(states.dtype)  # a prefix is masked, too, and has no state
    if how == 'mean':
        return (states * own).sum(1) / own.sum(1).clamp(min=1)
    if how == 'max':
        return states.masked_fill(own == 0, torch.finfo(states.dtype).min).amax(1)
    raise ValueError(f'Expected thaw_pooling to be "mean", "max" or "first", received "{how}".')


def answered(model, logits, labels):
    if labels is None:
        return SequenceClassifierOutput(logits=logits)
    if model.config.problem_type == 'regression':
        loss = functional.mse_loss(logits.squeeze(-1), labels.to(logits.dtype))
    elif model.config.problem_type == 'multi_label_classification':
        loss = functional.binary_cross_entropy_with_logits(logits, labels.to(logits.dtype))
    else:
        loss = functional.cross_entropy(logits, labels)
    return SequenceClassifierOutput(loss=loss, logits=logits)
