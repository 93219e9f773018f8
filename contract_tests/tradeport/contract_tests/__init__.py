"""The suite that certifies an adapter: `platform certify ENGINE`.

Without the command: `python -m tradeport.contract_tests ENGINE`. Under a pytest of your own, for its debugger:
`pytest -p tradeport.contract_tests.plugin --pyargs tradeport.contract_tests --engine=NAME --clause=EXE-300`.
"""
