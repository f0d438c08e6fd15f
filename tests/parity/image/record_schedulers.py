"""Records what the samplers of `diffusers` make of ten steps, for schedulers.test.ts.

pip install diffusers==0.42.1 torch; python3 tests/parity/image/record_schedulers.py
"""

import json
import math
from pathlib import Path

import diffusers
import torch
from diffusers.schedulers import (
    scheduling_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete,
    scheduling_lcm,
)

SIZE = 12
STEPS = 10


def noise_of(step: int) -> torch.Tensor:
    """Noise that the test makes again."""
    return torch.tensor([1.5 * math.sin(12.9898 * (k + 1) + 78.233 * (step + 1)) for k in range(SIZE)])


def model(sample: torch.Tensor, timestep: float) -> torch.Tensor:
    """The network's stand-in, as in the tests of diffusers."""
    return sample * timestep / (timestep + 1)


CASES: list[tuple[str, dict, dict]] = [
    ('DDIMScheduler', {}, {}),
    ('DDIMScheduler', {'clip_sample': False, 'set_alpha_to_one': False, 'steps_offset': 1}, {'eta': 0.5}),
    ('DDIMScheduler', {'prediction_type': 'v_prediction', 'timestep_spacing': 'trailing'}, {}),
    ('DDIMScheduler', {'prediction_type': 'sample', 'timestep_spacing': 'linspace'}, {'eta': 1.0}),
    (
        'DDIMScheduler',
        {'prediction_type': 'v_prediction', 'rescale_betas_zero_snr': True, 'timestep_spacing': 'trailing'},
        {},
    ),
    ('DDIMScheduler', {'beta_schedule': 'squaredcos_cap_v2', 'clip_sample_range': 2.0}, {}),
    ('EulerDiscreteScheduler', {}, {}),
    ('EulerDiscreteScheduler', {'timestep_spacing': 'trailing', 'beta_schedule': 'scaled_linear'}, {}),
    ('EulerDiscreteScheduler', {'timestep_spacing': 'leading', 'steps_offset': 1}, {}),
    ('EulerDiscreteScheduler', {'use_karras_sigmas': True, 'prediction_type': 'v_prediction'}, {}),
    ('EulerDiscreteScheduler', {'final_sigmas_type': 'sigma_min', 'prediction_type': 'v_prediction'}, {}),
    ('EulerAncestralDiscreteScheduler', {'beta_schedule': 'scaled_linear'}, {}),
    (
        'EulerAncestralDiscreteScheduler',
        {'prediction_type': 'v_prediction', 'timestep_spacing': 'leading', 'steps_offset': 1},
        {},
    ),
    ('DPMSolverMultistepScheduler', {}, {}),
    ('DPMSolverMultistepScheduler', {'use_karras_sigmas': True, 'beta_schedule': 'scaled_linear'}, {}),
    (
        'DPMSolverMultistepScheduler',
        {'prediction_type': 'v_prediction', 'solver_type': 'heun', 'timestep_spacing': 'trailing'},
        {},
    ),
    ('DPMSolverMultistepScheduler', {'lower_order_final': False, 'final_sigmas_type': 'sigma_min'}, {}),
    (
        'DPMSolverMultistepScheduler',
        {'algorithm_type': 'sde-dpmsolver++', 'timestep_spacing': 'leading', 'steps_offset': 1},
        {},
    ),
    ('DPMSolverMultistepScheduler', {'solver_order': 1, 'prediction_type': 'sample'}, {}),
    ('LCMScheduler', {}, {}),
    ('LCMScheduler', {'prediction_type': 'v_prediction', 'clip_sample': True}, {}),
    ('FlowMatchEulerDiscreteScheduler', {}, {}),
    ('FlowMatchEulerDiscreteScheduler', {'shift': 3.0}, {}),
    ('FlowMatchEulerDiscreteScheduler', {'use_dynamic_shifting': True}, {'mu': 0.7}),
]


def record(name: str, config: dict, options: dict) -> dict:
    scheduler = getattr(diffusers, name)(**config)
    step = 0
    drawn = lambda *_, **__: noise_of(step)
    for module in (scheduling_euler_ancestral_discrete, scheduling_lcm, scheduling_dpmsolver_multistep):
        module.randn_tensor = drawn
    scheduler.set_timesteps(STEPS, **({'mu': options['mu']} if 'mu' in options else {}))
    sample = noise_of(-1) * getattr(scheduler, 'init_noise_sigma', 1.0)
    scales = hasattr(scheduler, 'scale_model_input')
    samples = []
    for step, timestep in enumerate(scheduler.timesteps):
        scaled = scheduler.scale_model_input(sample, timestep) if scales else sample
        output = model(scaled, float(timestep))
        extra = {'eta': options['eta'], 'variance_noise': noise_of(step)} if 'eta' in options else {}
        sample = scheduler.step(output, timestep, sample, return_dict=False, **extra)[0]
        samples.append([float(f'{value:.7g}') for value in sample.tolist()])
    timesteps = [float(f'{float(t):.7g}') for t in scheduler.timesteps]
    return {
        'config': {'_class_name': name, **config},
        'options': options,
        'timesteps': timesteps,
        'samples': samples,
    }


if __name__ == '__main__':
    target = Path(__file__).with_name('schedulers.json')
    cases = [record(*case) for case in CASES]
    lines = ',\n'.join(json.dumps(case) for case in cases)
    target.write_text(f'{{"diffusers": "{diffusers.__version__}", "cases": [\n{lines}\n]}}\n')
