"""Losses: the answers, and labels read off the picture features by linear probes that are thrown away afterwards."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from batches import Rows
from drawing import COLOURS, SHAPES
from model import Shape, SmolVlm
from scenes import MAX_DIGITS

KINDS = 1 + len(SHAPES) + 10
TINTS = 1 + len(COLOURS)
WORD_SCALE = 0.25


class Probes(nn.Module):
    """Linear readers of patch features (what covers the patch) and picture tokens (what stands in the cell; the digits).

    A cell's shape and colour are read with the embeddings of the words for them, so that picture tokens come to resemble the
    words and a question's words find their objects.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        tokens = (shape.side // shape.scale) ** 2
        self.patch = nn.Linear(shape.vision_width, KINDS + TINTS + MAX_DIGITS + 1)
        self.nothing = nn.Parameter(torch.zeros(2, shape.text_width))
        self.position = nn.Linear(shape.text_width, tokens)
        self.digits = nn.Linear(shape.text_width * tokens, MAX_DIGITS * 11)

    def forward(
        self, patches: Tensor, tokens: Tensor, words: Tensor, patch_labels: Tensor, scene_labels: Tensor
    ) -> Tensor:
        """Losses [7]: patch kind, colour and digit order; cell shape and colour; digits; which token this is.

        `words` are the embeddings of the shapes' and then the colours' names. Labels are integers, [B, 3, patches] and
        [B, 18 + MAX_DIGITS].
        """
        kind, colour, order = self.patch(patches).float().split((KINDS, TINTS, MAX_DIGITS + 1), -1)
        names = torch.cat([self.nothing[:1], words[: len(SHAPES)], self.nothing[1:], words[len(SHAPES) :]])
        shape, tint = (F.linear(tokens, names).float() * WORD_SCALE).split((1 + len(SHAPES), TINTS), -1)
        digits = self.digits(tokens.flatten(1)).float().unflatten(-1, (MAX_DIGITS, 11))
        which = torch.arange(tokens.shape[1]).expand(len(tokens), -1)
        numbered = scene_labels[:, 18] > 0
        losses = (
            _balanced(kind, patch_labels[:, 0]),
            _balanced(colour, patch_labels[:, 1]),
            _balanced(order, patch_labels[:, 2]),
            _balanced(shape, scene_labels[:, :9]),
            _balanced(tint, scene_labels[:, 9:18]),
            _entropy(digits[numbered], scene_labels[numbered, 18:]).mean(),
            _entropy(self.position(tokens).float(), which).mean(),
        )
        return torch.stack(losses)


def answer_logits(model: SmolVlm, rows: Rows, tokens: Tensor | None, image_id: int) -> tuple[Tensor, Tensor]:
    """Logits and targets of the learnt tokens only, in row order: [K, vocabulary] and [K]."""
    hidden = model.read(rows.ids, tokens, image_id, rows.positions, rows.mask)
    learnt = rows.learn[:, 1:]
    return model.lm_head(hidden[:, :-1][learnt]), rows.ids[:, 1:][learnt]


def answer_loss(model: SmolVlm, rows: Rows, tokens: Tensor, image_id: int) -> Tensor:
    """Weighted mean cross-entropy of the answers' tokens; rows beyond the pictures see none."""
    missing = len(rows.ids) - len(tokens)
    if missing:
        tokens = torch.cat([tokens, tokens.new_zeros(missing, *tokens.shape[1:])])
    logits, targets = answer_logits(model, rows, tokens, image_id)
    weights = rows.weight[:, 1:][rows.learn[:, 1:]]
    return (F.cross_entropy(logits.float(), targets, reduction="none") * weights).sum() / weights.sum()


def _entropy(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, -2), labels.flatten().long(), reduction="none")


def _balanced(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean loss where there is something, plus a third of the mean where there is nothing, which is most places."""
    losses, something = _entropy(logits, labels), labels.flatten() > 0
    return losses[something].mean() + losses[~something].mean() / 3
