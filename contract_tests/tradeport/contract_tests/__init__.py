"""The suite that certifies an adapter: `platform certify ENGINE`.

By hand: `pytest -p tradeport.contract_tests.plugin --pyargs tradeport.contract_tests --engine NAME --evidence FILE`.
"""
