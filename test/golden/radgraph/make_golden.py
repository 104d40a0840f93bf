"""Expected values of RadGraph's network, words and F1, from PyTorch and from the description of what Python packages do.

    /usr/bin/python3 test/golden/radgraph/make_golden.py      (Debian: python3-torch)

A small DyGIE++ (Wadden et al. 2019) with random weights in the layout of AllenNLP's archives: the attributes below are
named as those of dwadden/dygiepp and allennlp, so that the state has the names of a published `weights.th`. Words, the
dictionary of entities and the F1 levels follow the functions of the `radgraph` package (Stanford AIMI) that are named
at each. No published weights are here: what is checked is the arithmetic and the layout, not their answers.
"""

import io
import json
import math
import os
import re
import sys
import tarfile

import torch
from torch.nn import Linear, ModuleDict, ModuleList, Sequential

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(HERE))

from bert import Encoder, piece_ids

# Heads of 64 as in every published BERT; the rest is small.
WIDTH, HEADS, LAYERS, INNER, POSITIONS, LONGEST = 128, 2, 2, 32, 30, 24
SPAN_WIDTH, FEATURE, HIDDEN, SPANS_PER_WORD = 3, 4, 12, 0.4
SPACE = "radgraph"
ENTITIES = ["", "OBS-DP", "ANAT-DP", "OBS-DA", "OBS-U"]
RELATIONS = ["located_at", "modify", "suggestive_of"]

WORDS = """the there is no a of left right small large pleural effusion pneumothorax heart size normal lungs are clear
in base lobe lower un ##changed ##s ##thorax pneumo ##monia ##edi me ##al and or 2 5 cm . , - ( ) / : % ? ` ' _ ##x""".split()
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + WORDS

TEXTS = [
    "No pleural effusion or pneumothorax.",
    "Small LEFT pleural effusion, 2.5 cm; heart size is normal.\nLungs clear/unchanged (right base?)",
    "pneumonia",
    "heart \u200b size",
    "the lungs are clear and the heart is normal in size . no pneumothoraxs in the right lower lobe . unchanged small left pleural effusions",
]

XL_TEXTS = [
    "Effusion is <50%). \\nStable\\f (90%), 'large.' \\\"x\\\" 2.5-cm; \\u2122 caf\u00e9_1\u00b2\u00a0ok ..?",
    "No pneumothorax.\n\tHeart (normal).",
]


class TimeDistributed(torch.nn.Module):
    def __init__(self, module):
        super().__init__()
        self._module = module

    def forward(self, state):
        return self._module(state)


class FeedForward(torch.nn.Module):
    def __init__(self, columns):
        super().__init__()
        self._linear_layers = ModuleList([Linear(columns, HIDDEN), Linear(HIDDEN, HIDDEN)])

    def forward(self, state):
        for layer in self._linear_layers:
            state = torch.relu(layer(state))
        return state


def scored(columns, classes):
    return Sequential(TimeDistributed(FeedForward(columns)), TimeDistributed(Linear(HIDDEN, classes)))


class Part(torch.nn.Module):
    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


class DyGIE(torch.nn.Module):
    def __init__(self):
        super().__init__()
        span = 2 * WIDTH + FEATURE
        entity, relation = f"{SPACE}__ner_labels", f"{SPACE}__relation_labels"
        self.encoder = Encoder(len(VOCABULARY), POSITIONS, WIDTH, HEADS, LAYERS, INNER)
        self._endpoint_span_extractor = Part(_span_width_embedding=torch.nn.Embedding(SPAN_WIDTH, FEATURE))
        self._ner = Part(_ner_scorers=ModuleDict({entity: scored(span, len(ENTITIES) - 1)}))
        # Never asked for its answer, but in every state.
        self._coref = Part(_mention_pruner=Part(_scorer=scored(span, 1)))
        self._relation = Part(
            _mention_pruners=ModuleDict({relation: Part(_scorer=scored(span, 1))}),
            _relation_feedforwards=ModuleDict({relation: FeedForward(3 * span)}),
            _relation_scorers=ModuleDict({relation: Linear(HIDDEN, len(RELATIONS))}),
        )
        self.entity = self._ner._ner_scorers[entity]
        self.mention = self._relation._mention_pruners[relation]._scorer
        self.pair = Sequential(
            self._relation._relation_feedforwards[relation], self._relation._relation_scorers[relation]
        )

    def official(self):
        """An OrderedDict with the versions of its modules beside, as `state_dict` gives it."""
        state = self.state_dict()
        for name in list(state):
            if name.split(".")[0] in ("encoder", "entity", "mention", "pair"):
                del state[name]
        state.update(
            self.encoder.official("_embedder.token_embedder_bert._matched_embedder.transformer_model.")
        )
        return state

    def words(self, words):
        """PretrainedTransformerMismatchedIndexer and -Embedder: pieces of each word, folded by LONGEST; their mean."""
        cut = [piece_ids(word[1:] if word in ("/.", "/?") else word, VOCABULARY) for word in words]
        flat = [piece for each in cut for piece in each]
        begin, end = VOCABULARY.index("[CLS]"), VOCABULARY.index("[SEP]")
        segments = [[begin] + flat[at : at + LONGEST - 2] + [end] for at in range(0, len(flat), LONGEST - 2)]
        states = torch.cat([self.encoder(torch.tensor(ids))[1:-1] for ids in segments])
        rows, at = [], 0
        for each in cut:
            rows.append(states[at : at + len(each)].mean(0) if each else torch.zeros(WIDTH))
            at += len(each)
        return segments, torch.stack(rows)

    def forward(self, words):
        segments, states = self.words(words)
        spans = [(i, j) for i in range(len(words)) for j in range(i, min(i + SPAN_WIDTH, len(words)))]
        starts, ends = torch.tensor(spans).T
        width = self._endpoint_span_extractor._span_width_embedding(ends - starts)
        embedded = torch.cat([states[starts], states[ends], width], -1)
        entities, mentions = self.entity(embedded), self.mention(embedded)
        keep = int(torch.ceil(torch.tensor(len(words)).float() * SPANS_PER_WORD))
        kept = torch.sort(mentions[:, 0].topk(keep)[1])[0]
        top, score = embedded[kept], mentions[kept]
        one, other = top[:, None].expand(-1, keep, -1), top[None].expand(keep, -1, -1)
        relations = self.pair(torch.cat([one, other, one * other], -1)) + score[:, None] + score[None]
        return segments, spans, entities, mentions[:, 0], kept.tolist(), relations


def with_none(scores):
    """The label "none" scores 0 and comes first."""
    return torch.cat([torch.zeros(*scores.shape[:-1], 1), scores], -1)


def margin(scores):
    top = with_none(scores).topk(2, -1)[0]
    return (top[..., 0] - top[..., 1]).min().item()


def get_entity(n, r, s):
    """`get_entity` of utils.py."""
    found = {}
    spans = [item[:2] for item in n]
    for at, (start, end, label) in enumerate(n):
        related = [
            [item[4], str(spans.index(item[2:4]) + 1)] for item in r if item[:2] == [start, end] and item[2:4] in spans
        ]
        found[str(at + 1)] = {
            "tokens": " ".join(s[start : end + 1]),
            "label": label,
            "start_ix": start,
            "end_ix": end,
            "relations": related,
        }
    return found


def words_of(text):
    """`preprocess_reports` of utils.py."""
    return re.sub(r"(?<! )(?=[/,-,:,.,!?()])|(?<=[/,-,:,.,!?()])(?! )", r" ", text).split()


def xl_words_of(text):
    """`radgraph_xl_preprocess_report` of utils.py, with the pattern of NLTK's wordpunct_tokenize."""
    for sign, put in [("\\n", "  "), ("\\f", "  "), ("\\u2122", "      "), ("\n", " "), ('\\"', "``")]:
        text = text.replace(sign, put)
    text = " ".join(re.findall(r"\w+|[^\w\s]+", re.sub(r"\s+", " ", text)))
    for sign, put in [(").", ") ."), ("%.", "% ."), (".'", ". '"), ("%,", "% ,"), ("%)", "% )")]:
        text = text.replace(sign, put)
    return text.split()


def f1(hypothesis, reference, items):
    """The reward functions of rewards.py, which differ in what an item is."""
    if not hypothesis or not reference:
        return 0.0
    own, wanted = set(items(hypothesis)), set(items(reference))
    precision = sum(1 for x in own if x in wanted) / len(own) if own else 0.0
    recall = sum(1 for x in wanted if x in own) / len(wanted) if wanted else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def simple(entities):
    """exact_entity_token_match_reward"""
    return [(x["tokens"], x["label"]) for x in entities.values()]


def partial(entities):
    """exact_entity_token_if_rel_exists_reward"""
    return [(x["tokens"], x["label"]) + ((True,) if x["relations"] else ()) for x in entities.values()]


def complete(entities):
    """exact_entity_token_if_all_match_reward"""
    found = []
    for x in entities.values():
        if not x["relations"]:
            found.append((x["tokens"], x["label"]))
        for label, to in x["relations"]:
            found.append((x["tokens"].lower(), x["label"], label, entities[to]["tokens"].lower()))
    return found


def entities(*rows):
    return {
        str(at + 1): {"tokens": tokens, "label": label, "start_ix": at, "end_ix": at, "relations": relations}
        for at, (tokens, label, *relations) in enumerate(rows)
    }


# By hand: simple 2 of 3 and 2 of 2, so 4/5; partial and complete 1 of 3 and 1 of 2, so 2/5.
ONE = entities(("effusion", "OBS-DP", ["located_at", "2"]), ("pleural", "ANAT-DP"), ("small", "OBS-DP", ["modify", "1"]))
TWO = entities(("effusion", "OBS-DP"), ("pleural", "ANAT-DP"))
# Capitals count but for related entities at the last level: simple 0, partial 0, complete 1 of 2 and 1 of 2, so 1/2.
LOW = entities(("effusion", "OBS-DA", ["located_at", "2"]), ("pleura", "ANAT-DP"))
HIGH = entities(("Effusion", "OBS-DA", ["located_at", "2"]), ("Pleura", "ANAT-DP"))
# An entity twice counts once, two relations of one are two: simple 1, partial 1, complete 2 of 3 and 2 of 2, so 4/5.
MANY = entities(("clear", "OBS-DP", ["modify", "2"], ["located_at", "2"]), ("lungs", "ANAT-DP"), ("lungs", "ANAT-DP"))
FEW = entities(("clear", "OBS-DP", ["located_at", "2"]), ("lungs", "ANAT-DP"))
PAIRS = [(ONE, ONE), (ONE, TWO), (LOW, HIGH), (MANY, FEW), ({}, ONE), (ONE, {}), ({}, {})]


def rounded(tensor):
    return [round(x, 5) for x in tensor.flatten().tolist()]


def random_model(seed, texts):
    torch.manual_seed(seed)
    model = DyGIE().eval()
    for parameter in model.parameters():
        # Few different values: the archive stays small.
        parameter.copy_(torch.round(torch.randn_like(parameter) * 0.25 * 8) / 8)
    for name, parameter in model.named_parameters():
        # Spans whose hidden values are all 0 would be alike.
        if "_linear_layers" in name and name.endswith("bias"):
            parameter += 1
    # So that every label is the highest somewhere, and above "none" at about a quarter of the spans, and of the pairs;
    # the border lies where there is most room.
    for layer, place in [(model.entity[1]._module, 2), (model.pair[1], 5)]:
        every = torch.cat([model(words)[place].reshape(-1, layer.out_features) for words in texts])
        middle = every.quantile(0.8, 0)
        best = (every - middle).max(-1)[0].sort()[0][int(0.7 * len(every)) : int(0.8 * len(every))]
        at = int((best[1:] - best[:-1]).argmax())
        layer.bias -= middle + (best[at] + best[at + 1]) / 2
    return model


def smallest_gap(labels, mentions, kept, relations):
    """Of all choices, how little more the chosen scored than the next."""
    order = mentions.sort(descending=True)[0]
    cut = (order[len(kept) - 1] - order[len(kept)]).item() if len(kept) < len(mentions) else math.inf
    return min(margin(labels), margin(relations), cut)


def row_of(text, words, model):
    segments, spans, labels, mentions, kept, relations = model(words)
    chosen = with_none(labels).argmax(-1).tolist()
    pairs = with_none(relations).argmax(-1).tolist()
    n = [[*span, ENTITIES[label]] for span, label in zip(spans, chosen) if label > 0]
    r = [
        [*spans[one], *spans[other], RELATIONS[pairs[i][j] - 1]]
        for i, one in enumerate(kept)
        for j, other in enumerate(kept)
        if pairs[i][j] > 0
    ]
    return {
        "text": text,
        "words": words,
        "segments": segments,
        "entityLogits": rounded(labels),
        "mentions": rounded(mentions),
        "kept": [list(spans[at]) for at in kept],
        "relationLogits": rounded(relations),
        "entities": get_entity(n, r, words),
    }


torch.set_grad_enabled(False)
torch.set_num_threads(1)
texts = [words_of(text) for text in TEXTS]
for seed in range(200):
    model = random_model(seed, texts)
    rows = [row_of(text, words, model) for text, words in zip(TEXTS, texts)]
    # No choice hangs on the last digits, and relations between entities are there.
    gap = min(smallest_gap(*made[2:]) for made in map(model, texts))
    related = sum(len(entity["relations"]) for row in rows for entity in row["entities"].values())
    labels = {entity["label"] for row in rows for entity in row["entities"].values()}
    if gap > 1.5e-4 and related >= 5 and len(labels) == len(ENTITIES) - 1:
        break
else:
    raise SystemExit("no seed gives a model that chooses clearly")

CONFIG = {
    "dataset_reader": {
        "type": "dygie",
        "max_span_width": SPAN_WIDTH,
        "token_indexers": {"bert": {"type": "pretrained_transformer_mismatched", "max_length": LONGEST}},
    },
    "model": {
        "type": "dygie",
        "embedder": {
            "token_embedders": {
                "bert": {
                    "type": "pretrained_transformer_mismatched",
                    "model_name": "golden/bert",
                    "max_length": LONGEST,
                }
            }
        },
        "feature_size": FEATURE,
        "feedforward_params": {"dropout": 0.4, "hidden_dims": HIDDEN, "num_layers": 2},
        "loss_weights": {"coref": 0, "events": 0, "ner": 0.2, "relation": 1},
        "max_span_width": SPAN_WIDTH,
        "modules": {
            "coref": {"coref_prop": 0, "max_antecedents": 100, "spans_per_word": 0.3},
            "ner": {},
            "relation": {"spans_per_word": SPANS_PER_WORD},
        },
        "target_task": "relation",
    },
}
weights = io.BytesIO()
torch.save(model.official(), weights)
# As `archive_model` of AllenNLP: modification times are fractions, which tar files keep in headers of their own.
with tarfile.open(os.path.join(HERE, "radgraph.tar.gz"), "w:gz") as archive:
    for name, content in {
        "config.json": json.dumps(CONFIG, indent=2).encode(),
        "weights.th": weights.getvalue(),
        "vocabulary/non_padded_namespaces.txt": b"*tags\n*labels\n",
        f"vocabulary/{SPACE}__ner_labels.txt": "".join(f"{label}\n" for label in ENTITIES).encode(),
        f"vocabulary/{SPACE}__relation_labels.txt": "".join(f"{label}\n" for label in RELATIONS).encode(),
    }.items():
        info = tarfile.TarInfo(name)
        info.size, info.mtime = len(content), 1600000000.5
        archive.addfile(info, io.BytesIO(content))
with open(os.path.join(HERE, "vocab.txt"), "w", encoding="utf-8") as file:
    file.write("\n".join(VOCABULARY) + "\n")
expected = {
    "torch": torch.__version__,
    "seed": seed,
    "rows": rows,
    "xlWords": [{"text": text, "words": xl_words_of(text)} for text in XL_TEXTS],
    "f1": [
        {"candidate": one, "reference": other, "scores": [f1(one, other, level) for level in (simple, partial, complete)]}
        for one, other in PAIRS
    ],
}
with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
    json.dump(expected, file, ensure_ascii=False)
    file.write("\n")
