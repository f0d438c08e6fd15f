"""The choice among warped candidates, as packages/interpolate/src/passes/blend/compose.wgsl makes it.

`blend` takes what data/trace.wgsl keeps of every display pixel and the network's answer, sixteen numbers 0…1 at a quarter of the
display size. They move the hidden layer of a small perceptron that weighs the candidates of each display pixel.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HIDDEN = 12
PARAMETERS = 16  # hidden layer · sharpness, the other surface, the flow, the current frame
EVIDENCE = 16
CANDIDATES = 6  # previous and current frame along the own motion, along the other surface's, along the flow
REACH = 8.0  # parameters are shifts of −4 … 4

ONESIDED = 0.08  # difference assumed of a surface that one frame alone shows
CERTAIN = 0.004  # difference below which a surface that both frames show is not doubted
DOUBTFUL = 0.008  # difference along the motion from which the flow is asked
FLOOR = 0.004  # below which differences say nothing
TRUST = 0.5  # share of the motion's difference that the flow's must stay below
SHARPNESS = 60  # of the choice between both
LEAST = 1 / 128  # weight below which candidates are not read
LITTLE = 0.1  # weight of a pair below which it is read by one fetch


@dataclass
class Pixels:
    """Of display pixels [B,C,H,W]; candidates are RGB, 0…1."""

    candidates: Tensor  # [B,6,3,H,W]
    soft: Tensor  # [B,2,3,H,W], the first two by the softest cubic
    plain: Tensor  # [B,6,3,H,W], the candidates by one bilinear fetch
    seen_own: Tensor  # [B,2,H,W], as the following
    seen_other: Tensor
    seen_flow: Tensor
    edge: Tensor  # [B,1,H,W], as errors
    nearer: Tensor
    own_error: Tensor
    other_error: Tensor
    flow_error: Tensor
    apart: Tensor  # [B,5,H,W], roots of differences at full size: own, other, flow, own beside flow, own beside other
    t: Tensor  # [B,1,1,1]


class Chooser(nn.Module):
    """The perceptron: evidence of a pixel and the network's answer there to shifts of the logarithms of six weights."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Parameter(torch.randn(HIDDEN, EVIDENCE) * (1 / EVIDENCE) ** 0.5)
        self.out = nn.Parameter(torch.zeros(CANDIDATES, HIDDEN))
        self.bias = nn.Parameter(torch.zeros(CANDIDATES))

    def forward(self, evidence: Tensor, shift: Tensor) -> Tensor:
        hidden = F.relu(F.conv2d(evidence, self.hidden[..., None, None]) + shift)
        return F.conv2d(hidden, self.out[..., None, None], self.bias)


def to_bytes(x: Tensor) -> Tensor:
    """Rounds to what eight bits hold; the gradient passes straight through."""
    return x + ((x.detach().clamp(0, 1) * 255).round() / 255 - x.detach())


def enlarge(parameters: Tensor, height: int, width: int) -> Tensor:
    """To display pixels, as a bilinear sampler reads them: texel i covers display pixels 4i … 4i + 3."""
    whole = F.interpolate(parameters, scale_factor=4, mode='bilinear', align_corners=False)
    return whole[..., :height, :width]


def share_of_current(seen: Tensor, t: Tensor) -> Tensor:
    """Of both frames by time and visibility."""
    odds = torch.log(t / (1 - t)) + torch.log(seen[:, 1:] + 1e-3) - torch.log(seen[:, :1] + 1e-3)
    return torch.sigmoid(odds)


def doubt(seen: Tensor, error: Tensor) -> Tensor:
    both = seen.amin(1, keepdim=True)
    return torch.log(ONESIDED + (error - ONESIDED) * both + FLOOR)


def gain_of_flow(seen: Tensor, error: Tensor, flow_error: Tensor) -> Tensor:
    """Where one frame alone shows a surface, both differ along its motion although the motion is right."""
    comparable = torch.maximum(seen.amin(1, keepdim=True), 1 - seen.amax(1, keepdim=True))
    return (TRUST * error - flow_error) * comparable


def asked_of(p: Pixels) -> Tensor:
    """Where anything but both frames along the own motion may be shown."""
    is_open = (p.own_error >= CERTAIN) | (p.seen_own.amin(1, keepdim=True) <= 0.9)
    return ((p.own_error > DOUBTFUL) | (p.edge > 0)) & is_open


def analytic_weights(p: Pixels, asked: Tensor) -> Tensor:
    """Of the six candidates [B,6,H,W]."""
    doubts = doubt(p.seen_own, p.own_error), doubt(p.seen_other, p.other_error)
    other = torch.sigmoid(8 * (doubts[0] - doubts[1] - 0.5)) * p.edge * asked
    gain = gain_of_flow(p.seen_own, p.own_error, p.flow_error)
    gain = gain + (gain_of_flow(p.seen_other, p.other_error, p.flow_error) - gain) * other
    flow = torch.sigmoid(12 * (SHARPNESS * gain - 0.5)) * asked
    pairs = (1 - flow) * (1 - other), (1 - flow) * other, flow
    shares = [share_of_current(seen, p.t) for seen in (p.seen_own, p.seen_other, p.seen_flow)]
    return torch.cat([one for pair, share in zip(pairs, shares) for one in (pair * (1 - share), pair * share)], 1)


def evidence_of(p: Pixels) -> Tensor:
    """[B,16,H,W], as packages/interpolate/src/lib/evidence.wgsl has it."""
    errors = 0.5 * torch.log(torch.cat([p.own_error, p.other_error, p.flow_error], 1) + FLOOR)
    time = torch.log(p.t / (1 - p.t)).expand_as(p.edge)
    inside = p.seen_flow[:, :1] * p.seen_flow[:, 1:]
    return torch.cat(
        [errors, time, p.seen_own, p.seen_other, inside, p.edge, p.nearer, p.apart[:, 4:], p.apart[:, :4]], 1
    )


def learned_weights(p: Pixels, chooser: Chooser, answer: Tensor) -> Tensor:
    """Of the six candidates. `answer` [B,16,H,W] of display pixels, −1…1."""
    asked = asked_of(p)
    weights = analytic_weights(p, asked.float())
    shift = answer * (REACH / 2)
    logits = torch.log(weights + 1e-3) + chooser(evidence_of(p), shift[:, :HIDDEN])
    other, flow, current = shift[:, HIDDEN + 1 :].split(1, 1)
    none = torch.zeros_like(other)
    logits = logits + torch.cat([none, current, other, other + current, flow, flow + current], 1)
    # Away from edges the other surface is the own one.
    shown = torch.cat([none, none, p.edge - 1, p.edge - 1, none, none], 1) * 30
    return torch.where(asked, torch.softmax(logits + shown, 1), weights)


def clip(share: Tensor) -> Tensor:
    return torch.where(share < LEAST, 0, torch.where(share > 1 - LEAST, 1, share))


def without_least(weights: Tensor) -> Tensor:
    """Of pairs and within pairs next to nothing becomes nothing, as compose.wgsl leaves it unread."""
    own, other, flow = weights.unflatten(1, (3, 2)).unbind(1)
    sums = [pair.sum(1, keepdim=True).clamp(min=1e-9) for pair in (own, other, flow)]
    to_flow = clip(sums[2])
    to_other = clip(sums[1] / (sums[0] + sums[1]))
    currents = [clip(pair[:, 1:] / total) for pair, total in zip((own, other, flow), sums)]
    pairs = (1 - to_flow) * (1 - to_other), (1 - to_flow) * to_other, to_flow
    return torch.cat([one for pair, share in zip(pairs, currents) for one in (pair * (1 - share), pair * share)], 1)


def blend(p: Pixels, parameters: Tensor | None, chooser: Chooser) -> Tensor:
    """The picture [B,3,H,W] in 0…1. `parameters`: [B,16,h,w], or None for the analytic choice."""
    if parameters is None:
        weights = without_least(analytic_weights(p, asked_of(p).float()))
        return (weights[:, :, None] * p.candidates).sum(1).clamp(0, 1)
    answer = enlarge(parameters, *p.edge.shape[-2:]) * 2 - 1
    weights = without_least(learned_weights(p, chooser, answer))
    own = p.soft + (p.candidates[:, :2] - p.soft) * (1 + answer[:, HIDDEN : HIDDEN + 1, None])
    candidates = torch.cat([own, p.candidates[:, 2:]], 1)
    # Pairs that weigh little are read as the evidence was.
    much = (weights.unflatten(1, (3, 2)).sum(2) >= LITTLE).repeat_interleave(2, 1)[:, :, None]
    return (weights[:, :, None] * torch.where(much, candidates, p.plain)).sum(1).clamp(0, 1)
