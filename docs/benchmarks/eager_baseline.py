"""MosaicGPT as a plain PyTorch eager loop: what bin/mosaicgpt-gpu-bench puts beside the engine.

Random weights in one type throughout, as the model's original code runs them; keys and values in one tensor a layer that is
as long as need be; PyTorch's own scaled_dot_product_attention with the ALiBi bias as its mask. Ids stay on the device, so
that nothing waits between steps. Only the time to the last one counts.
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F


class Model:
    def __init__(self, config, device, dtype, batch, longest):
        self.d = config["d_model"]
        self.heads = config["n_heads"]
        self.layers = config["n_layers"]
        hidden = config["mlp_ratio"] * self.d

        def weight(*shape):
            return torch.randn(*shape, device=device, dtype=dtype) * 0.02

        self.wte = weight(config["vocab_size"], self.d)
        self.qkv = [weight(3 * self.d, self.d) for _ in range(self.layers)]
        self.out = [weight(self.d, self.d) for _ in range(self.layers)]
        self.up = [weight(hidden, self.d) for _ in range(self.layers)]
        self.down = [weight(self.d, hidden) for _ in range(self.layers)]
        self.norm = torch.ones(self.d, device=device, dtype=dtype)
        slopes = 2.0 ** (-8.0 * torch.arange(1, self.heads + 1, device=device) / self.heads)
        distance = torch.arange(longest, device=device)[None, :] - torch.arange(longest, device=device)[:, None]
        bias = slopes[:, None, None] * distance
        self.bias = bias.masked_fill(distance > 0, float("-inf")).to(dtype)[None]  # [1, heads, longest, longest]
        shape = (batch, self.heads, longest, self.d // self.heads)
        self.k = [torch.zeros(shape, device=device, dtype=dtype) for _ in range(self.layers)]
        self.v = [torch.zeros(shape, device=device, dtype=dtype) for _ in range(self.layers)]

    def layer_norm(self, x):
        return F.layer_norm(x, (self.d,), self.norm)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def step(self, ids, position):
        """ids [batch, tokens] from a position on; the likeliest next ids, [batch, 1]."""
        end = position + ids.shape[1]
        x = self.wte[ids]
        for l in range(self.layers):
            q, k, v = F.linear(self.layer_norm(x), self.qkv[l]).chunk(3, dim=-1)
            n = ids.shape[0]
            self.k[l][:n, :, position:end] = self.split(self.layer_norm(k))
            self.v[l][:n, :, position:end] = self.split(v)
            a = F.scaled_dot_product_attention(
                self.split(self.layer_norm(q)),
                self.k[l][:n, :, :end],
                self.v[l][:n, :, :end],
                attn_mask=self.bias[:, :, position:end, :end],
            )
            x = x + F.linear(a.transpose(1, 2).reshape(x.shape), self.out[l])
            x = x + F.linear(F.gelu(F.linear(self.layer_norm(x), self.up[l])), self.down[l])
        return F.linear(self.layer_norm(x[:, -1:]), self.wte).argmax(dim=-1)


def timed(device, steps):
    """Seconds that a list of steps takes, the first three of them not counted."""
    for step in steps[:3]:
        step()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    begin = time.perf_counter()
    for step in steps[3:]:
        step()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return (time.perf_counter() - begin) / len(steps[3:])


def main():
    numbers = lambda text: [int(n) for n in text.split(",")]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="config.json of the model")
    parser.add_argument("--device", required=True)
    parser.add_argument("--dtype", default="bfloat16", choices=["bfloat16", "float32"])
    parser.add_argument("--batch", type=numbers, default=[1, 16, 64, 128, 256])
    parser.add_argument("--context", type=numbers, default=[192, 1024])
    parser.add_argument("--prefill", type=numbers, default=[512, 2048])
    parser.add_argument("--steps", type=int, default=20)
    args = parser.parse_args()
    device = torch.device(args.device)
    with open(args.config) as file:
        config = json.load(file)
    print(f"eager PyTorch {torch.__version__} on {device}, {args.dtype}")
    torch.manual_seed(0)
    with torch.inference_mode():
        for context in [0] + args.context:
            batches = [1] if context == 0 else args.batch
            longest = max(args.prefill) if context == 0 else context + 3 + args.steps
            for batch in batches:
                model = Model(config, device, getattr(torch, args.dtype), batch, longest)
                if context == 0:
                    for tokens in args.prefill:
                        ids = torch.randint(0, config["vocab_size"], (1, tokens), device=device)
                        runs = [timed(device, [lambda: model.step(ids, 0)] * 4) for _ in range(3)]
                        seconds = statistics.median(runs)
                        print(f"prefill {tokens:6d} tokens {seconds * 1e3:22.3f} ms {tokens / seconds:12.1f} tokens/s", flush=True)
                    continue
                for row in range(batch):  # what the keys hold does not matter to the time
                    for l in range(model.layers):
                        model.k[l][row, :, :context].normal_()
                        model.v[l][row, :, :context].normal_()
                state = {"ids": torch.zeros((batch, 1), dtype=torch.long, device=device), "position": context}

                def decode():
                    state["ids"] = model.step(state["ids"], state["position"])
                    state["position"] += 1

                seconds = timed(device, [decode] * (3 + args.steps))
                print(
                    f"decode  batch {batch:4d} context {context:5d} {seconds * 1e3:9.3f} ms {batch / seconds:12.1f} tokens/s",
                    flush=True,
                )
                del model


if __name__ == "__main__":
    main()
