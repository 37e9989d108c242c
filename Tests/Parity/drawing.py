"""Random weights for tiny models."""
import torch


def redrawn(model, spread=0.25):
    """All weights anew, far enough apart that an error shows; the tied ones stay tied."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn_like(parameter)
            if parameter.dim() == 1 and name.endswith("weight"):
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.dim() == 1:
                parameter.copy_(0.1 * noise)
            else:
                parameter.copy_((0.5 if "embeddings" in name else spread) * noise)
    return model
