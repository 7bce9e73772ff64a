"""The Microsoft Teams door: the only room that knows botbuilder, botframework and msal.

botbuilder-core gives the types, the turn context and the adapter's pipeline. Transport, credentials, the check of
tokens and the reading and writing of activities are ours, put in through the SDK's own seams, because the
SDK's cost a hundred times as much and answer 500 to a forged token.
"""
