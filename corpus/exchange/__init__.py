"""Many practices as tables: taken out, changed in a spreadsheet, and taken in again with every change listed before."""
