"""Where the program's accounts live: addresses derived from seeds, remembered."""

from functools import cache

from solders.pubkey import Pubkey

PROGRAM_ID = Pubkey.from_string("dRiftyHA39MWEi3m9aunc5MzRF1JYuBsbn6VPcn33UH")
TOKEN_PROGRAM = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
ASSOCIATED_TOKEN_PROGRAM = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")
SYSTEM_PROGRAM = Pubkey.from_string("11111111111111111111111111111111")
COMPUTE_BUDGET = Pubkey.from_string("ComputeBudget111111111111111111111111111111")
LOADER = Pubkey.from_string("BPFLoaderUpgradeab1e11111111111111111111111")
PYTH = Pubkey.from_string("FsJ3A3u2vn5cTVofAjvy6y5kwABJAqYWpe4975bi2epH")


@cache
def derived(program: Pubkey, *seeds: bytes) -> Pubkey:
    """The program-derived address of these seeds."""
    return Pubkey.find_program_address(list(seeds), program)[0]


def _u16(number: int) -> bytes:
    return number.to_bytes(2, "little")


class Addresses:
    """Of one deployment of the program."""

    def __init__(self, program: Pubkey = PROGRAM_ID, state_seed: bytes = b"drift_state") -> None:
        self.program = program
        self.state = derived(program, state_seed)
        self.signer = derived(program, b"drift_signer")

    def user(self, authority: Pubkey, sub_account: int = 0) -> Pubkey:
        return derived(self.program, b"user", bytes(authority), _u16(sub_account))

    def user_stats(self, authority: Pubkey) -> Pubkey:
        return derived(self.program, b"user_stats", bytes(authority))

    def perp_market(self, index: int) -> Pubkey:
        return derived(self.program, b"perp_market", _u16(index))

    def spot_market(self, index: int) -> Pubkey:
        return derived(self.program, b"spot_market", _u16(index))

    def spot_vault(self, index: int) -> Pubkey:
        return derived(self.program, b"spot_market_vault", _u16(index))


def token_account(owner: Pubkey, mint: Pubkey) -> Pubkey:
    """The associated token account."""
    return derived(ASSOCIATED_TOKEN_PROGRAM, bytes(owner), bytes(TOKEN_PROGRAM), bytes(mint))
