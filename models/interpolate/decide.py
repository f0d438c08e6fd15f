"""The choice among warped candidates, as packages/interpolate/src/passes/blend/compose.wgsl makes it.

`blend` takes what data/trace.wgsl keeps of every display pixel and the network's eight parameters, 0…1, a quarter of the display
size. At 0.5 everywhere it is (nearly) the analytic choice.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

PARAMETERS = 8  # contrast, own, nearer · time, flow, contrast of flow, time of flow · sharpness

ONESIDED = 0.08  # difference assumed of a surface that one frame alone shows
CERTAIN = 0.004  # difference below which a surface that both frames show is not doubted
DOUBTFUL = 0.008  # difference along the motion from which the flow is asked
FLOOR = 0.004  # below which differences say nothing
TRUST = 0.5  # share of the motion's difference that the flow's must stay below
SHARPNESS = 60  # of the choice between both


@dataclass
class Pixels:
    """Of display pixels [B,C,H,W]; candidates are RGB, 0…1."""

    own: tuple[Tensor, Tensor]  # previous and current frame along the motion of the surface that the field has there
    other: tuple[Tensor, Tensor]  # along that of the other surface of an edge
    flow: tuple[Tensor, Tensor]
    soft: tuple[Tensor, Tensor]  # as `own`, by the softest cubic
    seen_own: Tensor  # [B,2,H,W], as the following
    seen_other: Tensor
    seen_flow: Tensor
    edge: Tensor  # [B,1,H,W], as all that follow
    nearer: Tensor
    own_error: Tensor
    other_error: Tensor
    flow_error: Tensor
    t: Tensor  # [B,1,1,1]


def to_bytes(x: Tensor) -> Tensor:
    """Rounds to what eight bits hold; the gradient passes straight through."""
    return x + ((x.detach().clamp(0, 1) * 255).round() / 255 - x.detach())


def enlarge(parameters: Tensor, height: int, width: int) -> Tensor:
    """To display pixels, as a bilinear sampler reads them: texel i covers display pixels 4i … 4i + 3."""
    whole = F.interpolate(parameters, scale_factor=4, mode='bilinear', align_corners=False)
    return whole[..., :height, :width]


def share_of_current(seen: Tensor, t: Tensor, lean: Tensor) -> Tensor:
    """Of both frames by time and visibility; `lean` shifts it."""
    odds = torch.log(t / (1 - t)) + torch.log(seen[:, 1:] + 1e-3) - torch.log(seen[:, :1] + 1e-3)
    return torch.sigmoid(odds + 8 * lean)


def doubt(seen: Tensor, error: Tensor) -> Tensor:
    both = seen.amin(1, keepdim=True)
    return torch.log(ONESIDED + (error - ONESIDED) * both + FLOOR)


def gain_of_flow(seen: Tensor, error: Tensor, flow_error: Tensor) -> Tensor:
    """Where one frame alone shows a surface, both differ along its motion although the motion is right."""
    comparable = torch.maximum(seen.amin(1, keepdim=True), 1 - seen.amax(1, keepdim=True))
    return (TRUST * error - flow_error) * comparable


def mix(pair: tuple[Tensor, Tensor], share: Tensor) -> Tensor:
    return pair[0] + (pair[1] - pair[0]) * share


def blend(pixels: Pixels, parameters: Tensor) -> Tensor:
    """The picture [B,3,H,W] in 0…1. `parameters`: [B,8,h,w]."""
    p = pixels
    choice = enlarge(parameters, *p.edge.shape[-2:]) * 2 - 1
    contrast, own, nearer, time, flow, flow_contrast, flow_time, sharpness = choice.split(1, 1)
    open_ = ((p.own_error >= CERTAIN) | (p.seen_own.amin(1, keepdim=True) <= 0.9)).float()
    doubts = doubt(p.seen_own, p.own_error), doubt(p.seen_other, p.other_error)
    lean = 2 * own + 2 * nearer * (2 * p.nearer - 1)
    other = torch.sigmoid(8 * torch.exp2(2 * contrast) * (doubts[0] - doubts[1] - 0.5 + lean)) * p.edge * open_
    sharp = (
        p.soft[0] + (p.own[0] - p.soft[0]) * (1 + sharpness),
        p.soft[1] + (p.own[1] - p.soft[1]) * (1 + sharpness),
    )
    colour = mix(sharp, share_of_current(p.seen_own, p.t, time))
    colour = colour + (mix(p.other, share_of_current(p.seen_other, p.t, time)) - colour) * other
    gain = gain_of_flow(p.seen_own, p.own_error, p.flow_error)
    gain = gain + (gain_of_flow(p.seen_other, p.other_error, p.flow_error) - gain) * other
    asked = ((p.own_error > DOUBTFUL) | (p.edge > 0)).float() * open_
    by_flow = torch.sigmoid(12 * (torch.exp2(flow_contrast) * SHARPNESS * gain - 0.5 + flow)) * asked
    flowing = mix(p.flow, share_of_current(p.seen_flow, p.t, flow_time))
    return (colour + (flowing - colour) * by_flow).clamp(0, 1)
